import { expect, test } from "vitest";
import { shownParts } from "#components/diff/shown-parts.ts";

const long = "x".repeat(3_000);

test("what anyone reads is shown as it is", () => {
  const parts = [{ kind: "same", text: "a " } as const, { kind: "added", text: "b c" } as const];

  expect(shownParts(parts)).toEqual(parts);
});

test("of a long unchanged part, what is next to a change is shown", () => {
  const change = { kind: "added", text: "new" } as const;
  const same = { kind: "same", text: long } as const;
  const near = { kind: "same", text: "x".repeat(500) };

  expect(shownParts([same, change])).toEqual([{ kind: "gap", count: 2_500 }, near, change]);
  expect(shownParts([change, same])).toEqual([change, near, { kind: "gap", count: 2_500 }]);
  expect(shownParts([change, same, change])).toEqual([change, near, { kind: "gap", count: 2_000 }, near, change]);
});

test("a long line without changes is cut at its end, and so is a long change", () => {
  expect(shownParts([{ kind: "same", text: long }])[1]).toEqual({ kind: "gap", count: 1_000 });
  expect(shownParts([{ kind: "removed", text: "y".repeat(10_001) }])[1]).toEqual({ kind: "gap", count: 1 });
});

test("space that changed is made visible, in words it stays space", () => {
  expect(shownParts([{ kind: "added", text: " \t\r" }])).toEqual([{ kind: "added", text: "·→␍" }]);
  expect(shownParts([{ kind: "added", text: "a b" }])).toEqual([{ kind: "added", text: "a b" }]);
});
