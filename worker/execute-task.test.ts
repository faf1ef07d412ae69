import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { Stage } from "#core/definition.ts";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { executeTask } from "#worker/execute-task.ts";
import { createJudge } from "#worker/judge.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { testHandlers } from "#worker/testing/handlers.ts";

const home = mkdtempSync(join(tmpdir(), "heddle-execute-"));
const expressions = createExpressionPool({ threads: 1 });
const sandbox = createSandboxPool({ threads: 1 });
afterAll(() => {
  expressions.close();
  sandbox.close();
  rmSync(home, { recursive: true });
});

const handlers = testHandlers(sandbox);
const deps = {
  expressions,
  artifacts: folderStore(home),
  handlers,
  judge: createJudge({ expressions, sandbox }),
  random: () => 0,
};
const task = {
  taskId: 7,
  runId: 1,
  stageId: "a",
  subtask: null,
  round: 1,
  epoch: 0,
  attempt: 1,
  lease: "l",
  item: null,
  suspension: null,
  feedback: null,
};

const unasked = () => Promise.reject(new Error("No run is started here"));

function execute(stage: object, input: unknown = {}, { attempt = 1, with: handled = handlers } = {}) {
  const stages = new Map([["a", Stage.parse({ id: "a", kind: "transform", config: { expression: "1" }, ...stage })]]);
  const version = {
    functions: undefined,
    modules: new Map(),
    workflowName: "test",
    stages,
    incoming: new Map(),
    reads: new Map(),
    configReads: new Map(),
  };
  const scope = { input, item: { id: null }, run: { id: 1, workflow: "test" }, stages: {} };
  const attempted = { ...task, attempt };
  return executeTask(
    { ...deps, handlers: handled },
    {
      task: attempted,
      workspaceId: "w",
      version,
      scope,
      children: { request: unasked, start: () => Promise.reject(new Error("It starts no run")), outputOf: unasked },
      previous: async () => [],
      isBased: false,
      seek: async () => false,
    },
    { signal: new AbortController().signal, begin: () => {}, log: () => {}, progress: () => {}, write: () => {} },
  );
}

test("a database that is away while a handler asks it is not the stage's fault: no attempt is spent", async () => {
  const away = Object.assign(new Error("terminating connection due to unexpected postmaster exit"), { code: "57P02" });
  const asking = { ...handlers, transform: () => Promise.reject(away) };
  await expect(execute({}, {}, { with: asking })).rejects.toBe(away);

  const broken = { ...handlers, transform: () => Promise.reject(new Error("A handler is broken")) };
  expect(await execute({}, {}, { with: broken })).toMatchObject({
    to_status: "failed",
    error: { code: "stage_crashed" },
  });
});

test("a stage has a limited number of subtasks, and says so", async () => {
  expect(await execute({ forEach: { items: { $: "[1..100001]" } } })).toMatchObject({
    to_status: "failed",
    error: { code: "too_many_subtasks", retryable: false },
  });
  expect((await execute({ forEach: { items: { $: "[1..100000]" } } }))?.items).toHaveLength(100_000);
});

test("every attempt of a task gets the same idempotency key", async () => {
  const keys: string[] = [];
  const noting = {
    ...handlers,
    transform: async (_config: unknown, _input: unknown, { idempotencyKey }: { idempotencyKey: string }) => {
      keys.push(idempotencyKey);
      return { kind: "completed" as const, output: null };
    },
  };
  for (const attempt of [1, 2, 3]) await execute({}, {}, { attempt, with: noting });

  expect(keys).toEqual(["task-7", "task-7", "task-7"]);
});

test("an input that cannot be stored fails its task, however large it is", async () => {
  const text = "x".repeat(100_000);

  expect(await execute({ input: { $: '{"nul": "\\u0000", "text": input.text}' } }, { text })).toMatchObject({
    to_status: "failed",
    error: { code: "input_not_storable", message: "input.nul holds a NUL character, which cannot be stored" },
  });
});
