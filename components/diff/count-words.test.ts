import { expect, test } from "vitest";
import { amount, countWords } from "#components/diff/count-words.ts";

test("the first count names the unit, and what did not happen is not told", () => {
  expect(countWords({ added: 1_200, removed: 1, changed: 1, moved: 0 }, "row")).toEqual([
    { kind: "changed", words: "1 row changed" },
    { kind: "added", words: "1,200 added" },
    { kind: "removed", words: "1 removed" },
  ]);
  expect(countWords({ added: 0, removed: 2 }, "line")).toEqual([{ kind: "removed", words: "2 lines removed" }]);
});

test("one is one, and many are many", () => {
  expect([amount(1, "line"), amount(12_000, "line")]).toEqual(["1 line", "12,000 lines"]);
});
