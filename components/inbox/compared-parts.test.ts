import { expect, test } from "vitest";
import { comparedParts } from "#components/inbox/compared-parts.ts";

const before = { title: "A", text: "one\ntwo", prices: [{ eur: 1 }], clean: true };

test("texts and tables that differ are compared each by itself, the other members together", () => {
  expect(comparedParts(before, { ...before, title: "B", text: "one\nthree", prices: [{ eur: 2 }] })).toEqual([
    { label: "Text", before: "one\ntwo", after: "one\nthree" },
    { label: "Prices", before: [{ eur: 1 }], after: [{ eur: 2 }] },
    { label: "Fields", before: { title: "A", clean: true }, after: { title: "B", clean: true } },
  ]);
  expect(comparedParts(before, { ...before, text: "one" }).map(({ label }) => label)).toEqual(["Text"]);
});

test("what is no object, or the same, is compared as a whole", () => {
  expect(comparedParts([1], [2])).toEqual([{ label: "Content", before: [1], after: [2] }]);
  expect(comparedParts(before, { ...before })).toEqual([{ label: "Content", before, after: before }]);
});
