import { describe, expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import { type ModelOutcome, modelRun, type Oracle } from "#core/model/run-model.ts";

type Json = Record<string, unknown>;

interface Fate {
  outcomes?: Record<string, ModelOutcome[]>;
  rejected?: string[];
  holds?: boolean;
}

const COMPLETED: ModelOutcome = { kind: "completed" };
const FAILED: ModelOutcome = { kind: "failed", retryable: false };
const BUSY: ModelOutcome = { kind: "failed", retryable: true };

function oracleOf({ outcomes = {}, rejected = [], holds = true }: Fate): Oracle {
  const key = (stageId: string, subtask: number | null) => (subtask === null ? stageId : `${stageId}[${subtask}]`);
  return {
    attempt: (stageId, subtask, attempt) => outcomes[key(stageId, subtask)]?.[attempt - 1] ?? COMPLETED,
    decision: (stageId, subtask) => (rejected.includes(key(stageId, subtask)) ? "rejected" : "approved"),
    holds: () => holds,
  };
}

/** "status/skip reason/attempts" of each task, and the status of the run. */
function endsOf(stages: Json[], dependencies: Json[], fate: Fate) {
  const definition = Definition.parse({
    heddle: 1,
    name: "test",
    stages: stages.map((stage) => ({ kind: "transform", ...stage })),
    dependencies,
  });
  const { status, tasks } = modelRun(definition, oracleOf(fate));
  const named = tasks.map((task) => [
    task.subtask === null ? task.stageId : `${task.stageId}[${task.subtask}]`,
    [task.status, task.skipReason, task.attempts].filter((part) => part !== null).join("/"),
  ]);
  return { run: status, ...Object.fromEntries(named) };
}

const AB = [{ from: "a", to: "b" }];

test("all that is told to complete completes", () => {
  expect(endsOf([{ id: "a" }, { id: "b" }], AB, {})).toEqual({ run: "completed", a: "completed/1", b: "completed/1" });
});

test("a failure breaks what requires success, and leads on elsewhere", () => {
  const fate = { outcomes: { a: [FAILED] } };
  expect(endsOf([{ id: "a" }, { id: "b" }], AB, fate)).toEqual({ run: "failed", a: "failed/1", b: "failed/0" });
  expect(
    endsOf([{ id: "a", allowFailure: true }, { id: "b" }], [{ from: "a", to: "b", requiresSuccess: false }], fate),
  ).toEqual({
    run: "completed",
    a: "failed/1",
    b: "completed/1",
  });
});

test("attempts are made while they may be, and are left", () => {
  const stages = [{ id: "a", retry: { maxAttempts: 3 } }];
  expect(endsOf(stages, [], { outcomes: { a: [BUSY, BUSY] } })).toEqual({ run: "completed", a: "completed/3" });
  expect(endsOf(stages, [], { outcomes: { a: [BUSY, BUSY, BUSY] } })).toEqual({ run: "failed", a: "failed/3" });
  expect(endsOf(stages, [], { outcomes: { a: [FAILED] } })).toEqual({ run: "failed", a: "failed/1" });
});

test("a condition that does not hold skips what only it leads to, and what follows", () => {
  const stages = [{ id: "a" }, { id: "b" }, { id: "c" }];
  const dependencies = [
    { ...AB[0], when: { $: "x" } },
    { from: "b", to: "c" },
  ];
  expect(endsOf(stages, dependencies, { holds: false })).toEqual({
    run: "completed",
    a: "completed/1",
    b: "skipped/not_taken/1",
    c: "skipped/not_taken/0",
  });
  expect(endsOf(stages, dependencies, { holds: true })).toMatchObject({ b: "completed/1", c: "completed/1" });
});

test("a stage that skips itself leads on", () => {
  expect(endsOf([{ id: "a" }, { id: "b" }], AB, { outcomes: { a: [{ kind: "skipped" }] } })).toEqual({
    run: "completed",
    a: "skipped/outcome/1",
    b: "completed/1",
  });
});

test("a fan-out ends with its subtasks, and fails with one unless it continues", () => {
  const outcomes = { a: [{ kind: "fan_out", count: 2 }] satisfies ModelOutcome[], "a[1]": [FAILED] };
  const forEach = { items: { $: "x" } };
  expect(endsOf([{ id: "a", forEach }], [], { outcomes })).toEqual({
    run: "failed",
    a: "failed/1",
    "a[0]": "completed/1",
    "a[1]": "failed/1",
  });
  expect(endsOf([{ id: "a", forEach: { ...forEach, onFailure: "continue" } }], [], { outcomes })).toMatchObject({
    run: "completed",
    a: "completed/1",
  });
});

test("a rejection fails its gate unless dependencies branch on it", () => {
  const fate = { outcomes: { a: [{ kind: "awaiting_review" }] satisfies ModelOutcome[] }, rejected: ["a"] };
  expect(endsOf([{ id: "a", kind: "review" }], [], fate)).toEqual({ run: "failed", a: "failed/1" });
  expect(endsOf([{ id: "a", kind: "review", config: { onReject: "continue" } }], [], fate)).toEqual({
    run: "completed",
    a: "completed/1",
  });
  expect(endsOf([{ id: "a", kind: "review" }], [], { ...fate, rejected: [] })).toEqual({
    run: "completed",
    a: "completed/1",
  });
});

test("a dependency on a stage that is not there is no run at all", () => {
  expect(() => endsOf([{ id: "b" }], AB, {})).toThrow("There is no stage a");
});

describe("a checked stage", () => {
  const checked = (check: object) =>
    Definition.parse({
      heddle: 1,
      name: "checked",
      stages: [{ id: "a", kind: "code", retry: { maxAttempts: 2 }, check: { expression: "true", ...check } }],
    });
  const end = (check: object, verdicts: ("accepted" | "rejected" | "uncertain")[], approves = true) => {
    const oracle: Oracle = {
      attempt: (_stage, _subtask, attempt) => ({ kind: "completed", verdict: verdicts[attempt - 1] ?? "accepted" }),
      decision: () => (approves ? "approved" : "rejected"),
      holds: () => true,
    };
    const [task] = modelRun(checked(check), oracle).tasks;
    return [task?.status, task?.attempts];
  };

  test("is tried again when it is rejected, and fails when its budget is used up", () => {
    expect(end({}, ["accepted"], false)).toEqual(["completed", 1]);
    expect(end({}, ["rejected", "accepted"], false)).toEqual(["completed", 2]);
    expect(end({}, ["rejected", "rejected"])).toEqual(["failed", 2]);
  });

  test("asks a person when it is uncertain, or its policy says so", () => {
    expect(end({}, ["uncertain"])).toEqual(["completed", 1]);
    expect(end({}, ["uncertain"], false)).toEqual(["failed", 1]);
    expect(end({ review: "always" }, ["accepted"], false)).toEqual(["failed", 1]);
    expect(end({ review: "onEscalation" }, ["rejected", "rejected"])).toEqual(["completed", 2]);
    expect(end({ onExhausted: "review" }, ["rejected", "rejected"], false)).toEqual(["failed", 2]);
  });
});
