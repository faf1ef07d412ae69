import { expect, test } from "vitest";
import { redacted } from "#server/audit/redacted.ts";

test("secrets are hidden, wherever they lie", () => {
  const kept = redacted({ name: "KEY", value: "s3cret", deep: [{ password: "s3cret", accessToken: "s3cret" }] });

  expect(kept).toEqual({ name: "KEY", value: "[hidden]", deep: [{ password: "[hidden]", accessToken: "[hidden]" }] });
});

test("payloads are told by their size", () => {
  expect(redacted({ workflow: "a", input: { id: 1 } })).toEqual({ workflow: "a", input: "[8 characters]" });
});

test("long texts, long lists and deep values are cut, and the whole is bounded", () => {
  expect(redacted("x".repeat(600))).toBe(`${"x".repeat(500)}…`);
  expect(redacted(Array.from({ length: 60 }, () => 1))).toHaveLength(51);
  expect(JSON.stringify(redacted({ a: { b: { c: { d: { e: { f: { g: 1 } } } } } } }))).toContain("…");
  const wide = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`f${index}`, "y".repeat(400)]));
  expect(redacted(wide)).toMatchObject({ cut: expect.stringMatching(/characters/) });
});

test("what Postgres cannot store is replaced, and nothing is null", () => {
  expect(redacted("a\u0000b\ud800")).toBe("a�b�");
  expect(redacted(undefined)).toBeNull();
});
