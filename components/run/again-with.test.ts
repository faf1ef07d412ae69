import { expect, test } from "vitest";
import { againWith } from "#components/run/again-with.ts";
import { viewAt } from "#components/run/run-projection.ts";
import { sampleRun, wholeRun } from "#components/run/run-samples.ts";

test("what will run again is the stage and all after it, in order, and whether some of it is at work", () => {
  const half = viewAt(sampleRun(), wholeRun, 8);
  expect(againWith(half, ["parse"], "rerun")).toMatchObject({ stopsSome: true });
  expect(againWith(half, ["approve"], "rerun")).toMatchObject({ stopsSome: false });
  const again = againWith(viewAt(sampleRun(), wholeRun, wholeRun.length), ["enrich"], "rerun");
  expect([...again.stageIds]).toEqual(["enrich", "approve", "publish"]);
  expect(again).toMatchObject({ stopsSome: false, titles: expect.arrayContaining([expect.any(String)]) });
});
