import { expect, test } from "vitest";
import {
  countFates,
  countWords,
  fatesOf,
  lengthWords,
  reasonWords,
  updateRefusal,
  usualLength,
} from "#components/run/update-words.ts";
import type { StagePlan, UpdateReason } from "#core/update-plan.ts";

const titleOf = (stageId: string) => stageId.charAt(0).toUpperCase() + stageId.slice(1);
const seed = (stageId: string): StagePlan => ({ stageId, fate: "seed", reason: { because: "named" } });
const suspect = (stageId: string, reason: UpdateReason): StagePlan => ({ stageId, fate: "suspect", reason });
const reused = (stageId: string): StagePlan => ({ stageId, fate: "reused", reason: null });

test("each reason is said in a few words", () => {
  const reasons = (["named", "new", "failed", "definition", "input"] as const).map((because) => ({ because }));

  expect(
    [...reasons, { because: "depends" as const, on: "tune" }].map((reason) => reasonWords(reason, titleOf)),
  ).toEqual([
    "You named it",
    "New",
    "Failed in the base run",
    "Its definition changed",
    "Reads the input",
    "Depends on Tune",
  ]);
});

test("what is named, new or failed runs; what is suspected may run; the rest is reused", () => {
  const plans = [
    seed("tune"),
    suspect("cut", { because: "new" }),
    suspect("mix", { because: "depends", on: "tune" }),
    reused("print"),
  ];

  expect(countFates(plans)).toEqual({ runs: 2, may: 1, reused: 1 });
  expect([...fatesOf(plans, titleOf)]).toEqual([
    ["tune", { fate: "runs", reason: "You named it" }],
    ["cut", { fate: "runs", reason: "New" }],
    ["mix", { fate: "may", reason: "Depends on Tune" }],
    ["print", { fate: "reused", reason: null }],
  ]);
});

test("the counts read as one sentence", () => {
  expect(countWords({ runs: 3, may: 2, reused: 8 })).toBe("3 stages will run, 2 may, 8 are reused");
  expect(countWords({ runs: 1, may: 0, reused: 1 })).toBe("1 stage will run, 1 is reused");
  expect(countWords({ runs: 0, may: 2, reused: 1 })).toBe("2 stages may run, 1 is reused");
  expect(countWords({ runs: 4, may: 0, reused: 0 })).toBe("4 stages will run");
  expect(countWords({ runs: 0, may: 0, reused: 8 })).toBe("Nothing would run: all 8 stages are reused");
  expect(countWords({ runs: 0, may: 0, reused: 1 })).toBe("Nothing would run: the stage is reused");
});

test("the length is that of the longest path through what may run, and unknown when a part of it is", () => {
  const dependencies = [
    { from: "plan", to: "tune" },
    { from: "plan", to: "draw" },
    { from: "tune", to: "mix" },
    { from: "draw", to: "mix" },
  ];
  const stages = [
    { ...reused("plan"), usualMs: null },
    { ...seed("tune"), usualMs: 9_000 },
    { ...seed("draw"), usualMs: 4_000 },
    { ...suspect("mix", { because: "depends", on: "tune" }), usualMs: 3_500 },
  ];

  expect(usualLength(stages, dependencies)).toBe(12_500);
  expect(usualLength([...stages, { ...suspect("new", { because: "new" }), usualMs: null }], dependencies)).toBeNull();
  expect(usualLength([{ ...reused("plan"), usualMs: null }], dependencies)).toBeNull();
  expect([lengthWords(12_500), lengthWords(400)]).toEqual(["about 12 s", "under 1 s"]);
});

test("a refusal belongs to a field of the form, or to the whole", () => {
  expect(updateRefusal("type", "type: the workflow knows no change x")).toEqual({
    field: "type",
    path: "",
    message: "The workflow knows no change x",
  });
  expect(updateRefusal("input.tempo", "input.tempo: must be a number")).toEqual({
    field: "input",
    path: "tempo",
    message: "Must be a number",
  });
  expect(updateRefusal("runId", "Run 3 is failed")).toEqual({ field: null, path: "", message: "Run 3 is failed" });
  expect(updateRefusal(null, "Try again.").field).toBeNull();
});
