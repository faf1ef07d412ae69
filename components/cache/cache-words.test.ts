import { expect, test } from "vitest";
import { hitWords, totalOf, totalWords } from "#components/cache/cache-words.ts";

const stage = { workflowName: "a", workflowTitle: "A", stageId: "draw" };

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
