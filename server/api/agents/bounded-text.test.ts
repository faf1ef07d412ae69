import { expect, test } from "vitest";
import { boundedText } from "#server/api/agents/bounded-text.ts";

test("what is short is told as it is", () => {
  const value = { a: ["ä", 1, null, true], b: { c: "x" } };

  expect(JSON.parse(boundedText(value))).toEqual(value);
});

test("long texts and lists are cut until all fits, and say how much is left out", () => {
  const value = { id: 7, text: "t".repeat(90_000), rows: Array.from({ length: 500 }, (_, row) => ({ row })) };
  const { id, text, rows } = JSON.parse(boundedText(value));

  expect(id).toBe(7);
  expect(text).toBe(`${"t".repeat(4_000)}… [86000 characters more]`);
  expect(rows).toHaveLength(101);
  expect(rows.at(-1)).toBe("… [400 more]");
});

test("what has too many fields is cut as text, never within a character", () => {
  const value = Object.fromEntries(Array.from({ length: 1_000 }, (_, field) => [`field ${field}`, "💧"]));
  const text = boundedText(value, 5_000);

  expect(text.length).toBeLessThan(5_100);
  expect(text).toMatch(/\[the answer is cut here\]$/);
  expect(text.isWellFormed()).toBe(true);
});
