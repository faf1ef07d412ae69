import { expect, test } from "vitest";
import { hitWords, rateWords, totalOf, totalWords } from "#components/cache/cache-words.ts";

const stage = { workflowName: "a", workflowTitle: "A", stageId: "draw", looks: 0, found: 0 };

test("what is kept of all stages is said in one line", () => {
  const total = totalOf([
    { ...stage, entries: 1_200, bytes: 4_000, hits: 2 },
    { ...stage, stageId: "sing", entries: 4, bytes: 100, hits: 1 },
  ]);

  expect(totalWords(total)).toBe("1,204 outputs, 4.1 kB, found again 3 times");
  expect(totalWords(totalOf([]))).toBe("0 outputs, 0 B, not found again yet");
});

test("once is once", () => {
  expect(hitWords(1)).toBe("found again once");
});

test.each([
  [0, 0, "not looked for in 7 days"],
  [1, 1, "found 1 of 1 time in 7 days, 100 %"],
  [1_500, 1_499, "found 1,499 of 1,500 times in 7 days, 99 %"],
  [3, 0, "found 0 of 3 times in 7 days, 0 %"],
])("of %i looks, %i that found something are told as: %s", (looks, found, words) => {
  expect(rateWords({ looks, found })).toBe(words);
});
