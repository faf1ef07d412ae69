import { expect, test } from "vitest";
import { differenceOf } from "#core/diff/value-diff.ts";

test.each([
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, "none"],
  [undefined, undefined, "none"],
  ["a", "b", "text"],
  [[{ a: 1 }], [{ a: 2 }], "table"],
  [[{ a: {} }], [{ a: 2 }], "json"],
  ["a", { a: 1 }, "json"],
  [{ a: 1 }, "a", "json"],
  [undefined, "a", "json"],
])("%j and %j are compared as %s", (before, after, view) => {
  expect(differenceOf(before, after).view).toBe(view);
});

test("values that have little in common are compared in a moment, however large", () => {
  const rows = (seed: number) =>
    Array.from({ length: 20_000 }, (_, row) => ({
      a: (row * 7_919 * seed + seed) % 10_007,
      b: `text ${row % (seed * 13)}`,
    }));
  const text = (seed: number) =>
    rows(seed)
      .map(({ a, b }) => `${a} ${b}`)
      .join("\n");

  expect(differenceOf(text(3), text(5))).toMatchObject({ view: "text", diff: { cut: expect.anything() } });
  expect(differenceOf(rows(3), rows(5))).toMatchObject({ view: "table", diff: { cut: { before: 15_000 } } });
  expect(differenceOf({ rows: rows(3) }, { rows: rows(5) })).toMatchObject({ view: "json", diff: { cut: 15_000 } });
});
