import { expect, test } from "vitest";
import { fill, oneLine, slug, truncate } from "#core/std/text.ts";

test("a title becomes a part of an address", () => {
  expect(slug(" Été 2026: fin! ")).toBe("ete-2026-fin");
});

test("a text is cut between characters", () => {
  expect(truncate("hello", 5)).toBe("hello");
  expect(truncate("hello", 4)).toBe("hel…");
  expect(truncate("👋👋👋", 2)).toBe("👋…");
  expect(truncate("hello", 0)).toBe("…");
});

test("blanks of all kinds become one", () => {
  expect(oneLine("  a \n\t b  ")).toBe("a b");
});

test("a template is filled, and a name without a value is refused", () => {
  expect(fill("Dear {name}, {n} of {n}", { name: "Ann", n: 2 })).toBe("Dear Ann, 2 of 2");
  expect(() => fill("{toString}", {})).toThrow("there is no value for {toString}");
});
