import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { Artifact, defineStage, PermanentError, type StageContext } from "#core/authoring/stages.ts";
import { Stage } from "#core/definition.ts";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { executeTask } from "#worker/execute-task.ts";
import { createJudge } from "#worker/judge.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { testHandlers } from "#worker/testing/handlers.ts";

const unasked = () => Promise.reject(new Error("No run is started here"));
const home = mkdtempSync(join(tmpdir(), "heddle-custom-"));
const expressions = createExpressionPool({ threads: 1 });
const sandbox = createSandboxPool({ threads: 1 });
const artifacts = folderStore(home);
afterAll(() => {
  expressions.close();
  sandbox.close();
  rmSync(home, { recursive: true });
});

const Input = z.object({ text: z.string() });
const Output = z.object({ words: z.int(), report: Artifact.optional(), at: z.date().optional() });
type Run = (input: z.infer<typeof Input>, context: StageContext<{ shortest: number }>) => unknown;

/** One attempt of a stage whose `run` is given. */
async function attempt(
  run: Run,
  {
    input = { text: "one two" } as unknown,
    stage = {},
    subtask = null as number | null,
    signal = new AbortController().signal,
  } = {},
) {
  const stages = [
    defineStage({
      name: "word.count",
      input: Input,
      output: Output,
      config: z.strictObject({ shortest: z.int().default(1) }),
      run: run as (...of: Parameters<Run>) => z.infer<typeof Output>,
    }),
  ];
  const handlers = testHandlers(sandbox, { stages });
  const parsed = Stage.parse({ id: "a", kind: "custom:word.count", ...stage });
  const lines: string[] = [];
  const row = await executeTask(
    { expressions, artifacts, handlers, judge: createJudge({ expressions, sandbox }), random: () => 0 },
    {
      task: {
        taskId: 7,
        runId: 3,
        stageId: "a",
        subtask,
        round: 1,
        attempt: 1,
        lease: "l",
        item: null,
        epoch: 0,
        suspension: null,
        feedback: { summary: "Shorter" },
      },
      workspaceId: "w",
      children: { request: unasked, start: () => Promise.reject(new Error("It starts no run")), outputOf: unasked },
      previous: async () => [],
      isBased: false,
      seek: async () => false,
      version: {
        functions: undefined,
        modules: new Map(),
        workflowName: "test",
        stages: new Map([["a", parsed]]),
        incoming: new Map(),
        reads: new Map(),
        configReads: new Map(),
      },
      scope: {
        input,
        item: { id: "doc-1" },
        run: { id: 3, workflow: "test" },
        stages: {},
        ...(subtask !== null && { subtask: { item: "part", index: subtask } }),
      },
    },
    {
      signal,
      begin: () => {},
      log: (level, line) => lines.push(`${level}: ${line}`),
      write: () => {},
      progress: (...told) => lines.push(`progress: ${told.join(" ")}`),
    },
  );
  return { ...row, lines };
}

test("it gets its input and its config with defaults, and its output is stored as JSON", async () => {
  const ended = await attempt(({ text }, { config }) => ({
    words: text.split(" ").length + config.shortest,
    at: new Date(0),
  }));

  expect(ended).toMatchObject({ to_status: "completed", output: { words: 3, at: "1970-01-01T00:00:00.000Z" } });
});

test("it knows its run, item, attempt, idempotency key and what was said of the attempt before, and writes to the log", async () => {
  const { lines } = await attempt(
    (_input, { log, runId, itemId, attempt: number, idempotencyKey, subtask, feedback }) => {
      log(JSON.stringify({ runId, itemId, number, idempotencyKey, subtask, feedback }));
      log("careful", "warn");
      return { words: 0 };
    },
  );

  expect(lines).toEqual([
    'info: {"runId":3,"itemId":"doc-1","number":1,"idempotencyKey":"task-7","subtask":null,"feedback":{"summary":"Shorter"}}',
    "warn: careful",
  ]);
});

test("it tells how far it has come, in counts that can be stored whatever it computes", async () => {
  const { lines } = await attempt((_input, { progress }) => {
    progress(1.4, 10, "half\0");
    progress(Number.NaN, -1);
    progress(Number.POSITIVE_INFINITY, 1);
    return { words: 0 };
  });

  expect(lines).toEqual(["progress: 1 10 half\ufffd", "progress: 0 0 ", `progress: ${Number.MAX_SAFE_INTEGER} 1 `]);
});

test("an input that does not fit fails for good and names the field, before the stage runs", async () => {
  let ran = false;
  const ended = await attempt(() => (ran = true), { input: { text: 5 }, stage: { retry: { maxAttempts: 3 } } });

  expect(ended).toMatchObject({
    to_status: "failed",
    error: { code: "input_invalid", retryable: false, message: expect.stringMatching(/^input\.text: /) },
  });
  expect(ran).toBe(false);
});

test("a config and an output that do not fit are named as well", async () => {
  expect(await attempt(() => ({ words: 1 }), { stage: { config: { shortest: "x" } } })).toMatchObject({
    error: { code: "config_invalid", message: expect.stringMatching(/^config\.shortest: /) },
  });
  expect(await attempt(() => ({ words: "many" }))).toMatchObject({
    error: { code: "output_invalid", retryable: false, message: expect.stringMatching(/^output\.words: /) },
  });
});

test("an error is tried again while the policy allows, a permanent one is not", async () => {
  const stage = { retry: { maxAttempts: 2, backoffMs: 0 } };
  const throwing = (error: unknown) => () => {
    throw error;
  };

  expect(await attempt(throwing(new Error("busy")), { stage })).toMatchObject({
    to_status: "pending",
    error: { code: "stage_threw", message: "Error: busy", retryable: true },
  });
  expect(await attempt(throwing(new PermanentError("gone")), { stage })).toMatchObject({
    to_status: "failed",
    error: { message: "PermanentError: gone", retryable: false },
  });
  expect(await attempt(throwing("text\0"), { stage })).toMatchObject({
    error: { message: "The stage threw text\ufffd" },
  });
});

test("an error text cut at 2000 bytes never splits a character", async () => {
  const ended = await attempt(() => {
    throw new Error("é".repeat(5_000));
  });

  expect(ended.error?.message).toMatch(/^Error: é+…$/);
  expect(Buffer.byteLength(ended.error?.message ?? "")).toBeLessThanOrEqual(2_003);
});

test("artifacts are stored, and the output refers to them", async () => {
  const { output, ...ended } = await attempt(async (_input, context) => ({
    words: 1,
    report: await context.artifacts.put("report.md", "# Würde", "text/markdown"),
  }));

  expect(ended.artifacts).toMatchObject([{ name: "report.md", media_type: "text/markdown", size: 8 }]);
  expect(await artifacts.readText(ended.artifacts?.[0]?.hash ?? "")).toBe("# Würde");
  expect(output).toMatchObject({ report: { $artifact: { name: "report.md" } } });
});

test("it skips, fans out and asks for a review by what it returns", async () => {
  expect(await attempt((_input, { skip }) => skip({ words: 0 }))).toMatchObject({
    to_status: "skipped",
    skip_reason: "outcome",
    output: { words: 0 },
  });
  expect(await attempt((_input, { fanOut }) => fanOut(["a", undefined, new Date(0)]))).toMatchObject({
    to_status: "fanned_out",
    items: ["a", null, "1970-01-01T00:00:00.000Z"],
  });
  expect(
    await attempt((_input, { awaitReview }) =>
      awaitReview({ summary: "Look", form: z.object({ risk: z.enum(["low"]) }) }),
    ),
  ).toMatchObject({
    to_status: "awaiting_review",
    review: { summary: "Look", onReject: "fail", form: { properties: { risk: { enum: ["low"] } } } },
  });
});

test("a subtask of its own fan-out runs with the stage's input and its item", async () => {
  const ended = await attempt(({ text }, { subtask }) => ({ words: `${text} ${subtask?.item}`.split(" ").length }), {
    subtask: 1,
  });

  expect(ended).toMatchObject({ to_status: "completed", output: { words: 3 } });
});

test("a subtask that fans out again fails and says why, instead of breaking a constraint", async () => {
  expect(await attempt((_input, { fanOut }) => fanOut([1]), { subtask: 0 })).toMatchObject({
    to_status: "failed",
    error: { code: "nested_fan_out", retryable: false },
  });
});

test("what cannot be stored fails its task", async () => {
  expect(await attempt((_input, { skip }) => skip("\0"))).toMatchObject({ error: { code: "output_not_storable" } });
});

test("a stage that does not heed its signal is left alone, and its time is up all the same", async () => {
  const controller = new AbortController();
  const hangs = () => {
    controller.abort("timeout");
    return new Promise(() => undefined);
  };

  expect(await attempt(hangs, { signal: controller.signal })).toMatchObject({ error: { code: "timeout" } });
});

test("a worker that has not loaded the stage fails the attempt, and another may do it", async () => {
  const ended = await attempt(() => ({ words: 1 }), {
    stage: { kind: "custom:unheard", retry: { maxAttempts: 2, backoffMs: 0 } },
  });

  expect(ended).toMatchObject({
    to_status: "pending",
    error: { code: "unknown_stage", retryable: true, message: expect.stringContaining("custom:unheard") },
  });
});
