import { expect, test } from "vitest";
import type { LiveStage } from "#components/run/live-stage.ts";
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

test("a suspended stage says until when it waits, or for what", () => {
  const run = rewind(sampleRun());
  const suspendedFor = (suspension: LiveStage["suspension"]) => {
    const [stage] = run.stages;
    return stage && waitingSentence(run, { ...stage, status: "suspended", suspension });
  };

  expect(suspendedFor({ for: "timer", until: "2026-11-20T15:00:00.000Z" })).toBe(
    "Suspended until 2026-11-20 15:00:00 UTC.",
  );
  expect(suspendedFor({ for: "run", until: null })).toBe("Waits for the run that it started.");
  expect(suspendedFor({ for: "external", until: null })).toMatch(/its reports are awaited/);
});

test("a stage whose code waits for people says for how many", () => {
  const run = rewind(sampleRun());
  const asking = (asks: number[]) => {
    const [stage] = run.stages;
    return (
      stage && waitingSentence(run, { ...stage, status: "suspended", suspension: { for: "call", until: null }, asks })
    );
  };

  expect(asking([])).toBe("Its code waits for the answer of a call.");
  expect(asking([4])).toBe("Its code waits for a person's decision.");
  expect(asking([4, 5])).toBe("Its code waits for 2 decisions.");
});

test("a stage that is held back by a pause says so", () => {
  const run = rewind(sampleRun());
  const [stage] = run.stages;
  if (!stage) throw new Error("There is no stage");
  expect(waitingSentence(run, { ...stage, status: "paused" })).toMatch(/until somebody resumes it/);
  expect(waitingSentence({ ...run, status: "paused" }, stage)).toMatch(/somebody resumes the run/);
});

test("a running stage needs no explanation", () => {
  expect(sentenceAt(2, 0)).toBeNull();
});
