import { expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import { type ModelRound, modelRound } from "#core/model/round-model.ts";
import { type ModelOutcome, type ModelTask, modelRun, type Oracle } from "#core/model/run-model.ts";

const COMPLETED: ModelOutcome = { kind: "completed" };
const FAILED: ModelOutcome = { kind: "failed", retryable: false };

/** What is named fails in its first round. */
const failingFirst = (...names: string[]): Oracle => ({
  attempt: (stageId, subtask, _, round) => {
    if (stageId === "each" && subtask === null) return { kind: "fan_out", count: 3 };
    const name = subtask === null ? stageId : `${stageId}[${subtask}]`;
    return round === 1 && names.includes(name) ? FAILED : COMPLETED;
  },
  decision: () => "approved",
  holds: () => true,
});

const definitionOf = (stages: { id: string; forEach?: unknown }[], dependencies: [string, string][]) =>
  Definition.parse({
    heddle: 1,
    name: "test",
    stages: stages.map((stage) => ({ kind: "transform", ...stage })),
    dependencies: dependencies.map(([from, to]) => ({ from, to })),
  });

const told = ({ stageId, subtask, round, status, skipReason, attempts }: ModelTask) => [
  subtask === null ? stageId : `${stageId}[${subtask}]`,
  [`${round}`, status, skipReason, attempts].filter((part) => part !== null).join("/"),
];

const NOBODY = { byHand: new Map() };
const ABC = definitionOf(
  [{ id: "a" }, { id: "b" }, { id: "c" }],
  [
    ["a", "b"],
    ["b", "c"],
  ],
);

function roundOf(definition: Definition, oracle: Oracle, asked: ModelRound) {
  const { status, tasks } = modelRound(definition, oracle, modelRun(definition, oracle), asked);
  return { run: status, ...Object.fromEntries(tasks.map(told)) };
}

test("a retry does the failed stage and what depends on it over", () => {
  expect(roundOf(ABC, failingFirst("b"), { mode: "retry", stages: ["b"], ...NOBODY })).toEqual({
    run: "completed",
    a: "1/completed/1",
    b: "2/completed/1",
    c: "2/completed/1",
  });
});

test("a stage that failed with one that it requires takes that one into the round", () => {
  expect(roundOf(ABC, failingFirst("a"), { mode: "rerun", stages: ["c"], ...NOBODY })).toEqual({
    run: "completed",
    a: "2/completed/1",
    b: "2/completed/1",
    c: "2/completed/1",
  });
});

test("a failed stage that is skipped lets what depends on it run", () => {
  expect(roundOf(ABC, failingFirst("b"), { mode: "skip", stages: ["b"], ...NOBODY })).toEqual({
    run: "completed",
    a: "1/completed/1",
    b: "2/skipped/by_hand/0",
    c: "2/completed/1",
  });
});

test("what is canceled in a round counts as failed", () => {
  const byHand = new Map([["b", "canceled" as const]]);
  expect(roundOf(ABC, failingFirst(), { mode: "rerun", stages: ["a"], byHand })).toEqual({
    run: "failed",
    a: "2/completed/1",
    b: "2/canceled/0",
    c: "2/failed/0",
  });
});

test("a fan-out does over what failed of it, unless none got through or its input may change", () => {
  const definition = definitionOf([{ id: "a" }, { id: "each", forEach: { items: { $: "x" } } }], [["a", "each"]]);
  const retry = (mode: "retry" | "rerun", stage: string, ...failed: string[]) =>
    roundOf(definition, failingFirst(...failed), { mode, stages: [stage], ...NOBODY });
  expect(retry("retry", "each", "each[1]")).toMatchObject({
    each: "2/completed/0",
    "each[0]": "2/skipped/reused/0",
    "each[1]": "2/completed/1",
  });
  for (const anew of [
    retry("retry", "each", "each[0]", "each[1]", "each[2]"),
    retry("rerun", "a", "each[1]"),
    retry("retry", "a", "each[1]"),
  ])
    expect(anew).toMatchObject({ each: "2/completed/1", "each[0]": "2/completed/1" });
});

test("changes to one subtask do over that one of a stage that is named, and all of what depends on it", () => {
  const definition = definitionOf(
    [{ id: "each", forEach: { items: { $: "x" }, onFailure: "continue" } }, { id: "gate" }],
    [["each", "gate"]],
  );
  const asked = { mode: "changes" as const, stages: ["each"], ...NOBODY };
  expect(roundOf(definition, failingFirst("each[2]"), { ...asked, subtask: 1 })).toEqual({
    run: "completed",
    each: "2/completed/0",
    "each[0]": "2/skipped/reused/0",
    "each[1]": "2/completed/1",
    "each[2]": "2/failed/0",
    gate: "2/completed/1",
  });
  for (const subtask of [3, null])
    expect(roundOf(definition, failingFirst("each[2]"), { ...asked, subtask })).toMatchObject({
      each: "2/completed/1",
      "each[0]": "2/completed/1",
      "each[2]": "2/completed/1",
    });
});
