import { expect, test } from "vitest";
import { rewind, viewAt } from "#components/run/run-projection.ts";
import { sampleRun, wholeRun } from "#components/run/run-samples.ts";
import { waitingSentence } from "#components/run/waiting-sentence.ts";

const sentenceAt = (seq: number, index: number) => {
  const run = viewAt(sampleRun(), wholeRun, seq);
  const stage = run.stages[index];
  return stage ? waitingSentence(run, stage) : null;
};

test("a stage that waits names what it waits for", () => {
  expect(sentenceAt(3, 1)).toBe("Waits for parse.");
});

test("a stage that is ready waits for a worker", () => {
  const [parse] = rewind(sampleRun()).stages;

  expect(parse && waitingSentence(rewind(sampleRun()), parse)).toMatch(/as soon as a worker is free/);
});

test("a running stage needs no explanation", () => {
  expect(sentenceAt(2, 0)).toBeNull();
});
