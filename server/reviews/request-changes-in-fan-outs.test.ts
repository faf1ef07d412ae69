import { beforeEach, describe, expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import type { ClaimedTask } from "#server/engine/advance.ts";
import { auditFinished } from "#server/engine/testing/audit.ts";
import { recordMoves } from "#server/engine/testing/moves.ts";
import { eventRowsOf, openReviewsOf, taskOf, tasksOf } from "#server/engine/testing/rows.ts";
import {
  COMPLETED,
  FAILED,
  fannedOut,
  reviewed,
  reviewedOutput,
  type rowOf,
  TestWorker,
} from "#server/engine/testing/test-worker.ts";
import { publish } from "#server/testing/definitions.ts";
import { type Caller, callerFor, newWorkspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const { pool } = services;
await recordMoves(pool);
const worker = new TestWorker(pool);
const NAME = "text.write";
let editor: Caller;

beforeEach(async () => {
  await pool.query("truncate run cascade");
  editor = callerFor(services, await (await newWorkspace(services)).as("owner"));
});

const wish = { comment: "Shorter, please", stages: ["write"] };
const told = { summary: "Shorter, please" };
const forEach = { items: { $: "input" } };
const check = { expression: "true", review: "always" };
const stage = (id: string, more: object = {}) => ({ id, kind: "transform", config: { expression: "1" }, ...more });

async function begin(stages: object[], ...chain: string[]): Promise<number> {
  const dependencies = chain.slice(1).map((to, index) => ({ from: chain[index], to }));
  await publish(editor, Definition.parse({ heddle: 1, name: NAME, stages, dependencies }));
  return (await editor.runs.start({ workflow: NAME, input: {} })).runId;
}

/** What a decision about the open review of a subtask names. */
async function seenOf(runId: number, subtask: number) {
  const reviews = await openReviewsOf(pool, runId);
  const tasks = await tasksOf(pool, runId);
  const review = reviews.find(({ taskId }) => tasks.some((task) => task.id === taskId && task.subtask === subtask));
  if (!review) throw new Error(`Subtask ${subtask} awaits nobody`);
  const { reviewId, taskId, attempt, contentHash } = review;
  return { reviewId, taskId, attempt, contentHash };
}

const partsOf = async (runId: number, stageId: string) =>
  (await tasksOf(pool, runId))
    .filter((task) => task.stageId === stageId && task.isLatest && task.subtask !== null)
    .map(({ round, status, skipReason }) => `${round} ${skipReason ?? status}`);
const named = ({ stageId, subtask, round, feedback }: ClaimedTask) => ({ stageId, subtask, round, feedback });
const settle = (task: ClaimedTask | undefined, settlement: Parameters<typeof rowOf>[1]) =>
  task ? worker.settle([task], settlement) : Promise.reject(new Error("There is no such task"));

describe("an output of a subtask that is sent back", () => {
  /** A run of a fan-out write → send, with these subtasks claimed. */
  async function fanOut(limit: object = {}, keepsFailures = false) {
    const onFailure = keepsFailures ? "continue" : "fail";
    const write = stage("write", { forEach: { ...forEach, ...limit, onFailure }, check });
    const runId = await begin([write, stage("send")], "write", "send");
    const { concurrency = null } = limit as { concurrency?: number };
    await worker.settle([await worker.claimOne()], fannedOut(3, concurrency, keepsFailures));
    return { runId, parts: await worker.claim() };
  }

  test("is made anew by itself, with the notes; what else has ended is reused, and what still runs goes on", async () => {
    const { runId, parts } = await fanOut();
    await settle(parts[0], { to: "completed", output: "a" });
    await settle(parts[1], reviewedOutput("b"));
    await editor.reviews.requestChanges({ ...(await seenOf(runId, 1)), ...wish });

    expect(await taskOf(pool, runId, "write")).toMatchObject({ round: 2, status: "running" });
    expect(await partsOf(runId, "write")).toEqual(["2 reused", "2 pending", "2 running"]);
    expect(await taskOf(pool, runId, "write", 2)).toMatchObject({ id: parts[2]?.taskId, lease: parts[2]?.lease });
    expect((await eventRowsOf(pool, runId)).find(({ type }) => type === "run.round")?.data.stages).toMatchObject([
      { stageId: "write", subtasks: { total: 3, reused: 1, pending: 1, others: { running: 1 } } },
      { stageId: "send", status: "waiting" },
    ]);
    const again = await worker.claimOne();
    expect(named(again)).toEqual({ stageId: "write", subtask: 1, round: 2, feedback: told });
    expect(again.item).toEqual({ index: 1 });
    expect(await settle(parts[2], { to: "completed", output: "c" })).toHaveLength(1);
    await settle(again, reviewedOutput("b2"));
    await editor.reviews.decide({ ...(await seenOf(runId, 1)), decision: "approved" });

    expect(await taskOf(pool, runId, "write")).toMatchObject({ status: "completed" });
    const outputs = (await tasksOf(pool, runId)).filter(({ subtask, isLatest }) => subtask !== null && isLatest);
    expect(outputs.map(({ output }) => output)).toEqual(["a", "b2", "c"]);
    await worker.runAll();
    expect(await auditFinished(pool, runId)).toEqual([]);
  });

  test("leaves what others show to be decided", async () => {
    const { runId, parts } = await fanOut();
    for (const [index, part] of parts.entries()) await settle(part, reviewedOutput(index));
    const other = await seenOf(runId, 2);
    await editor.reviews.requestChanges({ ...(await seenOf(runId, 1)), ...wish });
    expect(await editor.runs.get({ runId })).toMatchObject({ status: "awaiting_review" });
    await editor.reviews.decide({ ...other, decision: "approved" });
    await editor.reviews.decide({ ...(await seenOf(runId, 0)), decision: "approved", edited: "edited" });
    await settle(await worker.claimOne(), reviewedOutput("b2"));
    await editor.reviews.decide({ ...(await seenOf(runId, 1)), decision: "approved" });
    await worker.runAll();
    expect(await editor.runs.get({ runId })).toMatchObject({ status: "completed" });
    expect(await auditFinished(pool, runId)).toEqual([]);
  });

  test("starts again in the place that it had, and the next ones wait on", async () => {
    const { runId, parts } = await fanOut({ concurrency: 1 });
    await settle(parts[0], reviewedOutput("a"));
    await editor.reviews.requestChanges({ ...(await seenOf(runId, 0)), ...wish });
    expect(await partsOf(runId, "write")).toEqual(["2 pending", "2 waiting", "2 waiting"]);
    await settle(await worker.claimOne(), COMPLETED);
    await settle(await worker.claimOne(), COMPLETED);
    await worker.runAll();
    expect(await auditFinished(pool, runId)).toEqual([]);
  });

  test("brings back nothing that failed or was rejected", async () => {
    const { runId, parts } = await fanOut({}, true);
    await settle(parts[0], FAILED);
    await settle(parts[1], reviewedOutput("b"));
    await settle(parts[2], reviewedOutput("c"));
    const rejected = await seenOf(runId, 2);
    await editor.reviews.decide({ ...rejected, decision: "rejected", comment: "Never" });
    await editor.reviews.requestChanges({ ...(await seenOf(runId, 1)), ...wish });
    expect(await editor.reviews.get({ reviewId: rejected.reviewId })).toMatchObject({ replacement: null });
    expect(await partsOf(runId, "write")).toEqual(["2 failed", "2 pending", "2 failed"]);
    expect(await taskOf(pool, runId, "write", 2)).toMatchObject({ error: { code: "rejected" } });
    await worker.runAll();
    expect(await taskOf(pool, runId, "write")).toMatchObject({ status: "completed", subtaskFailed: 2 });
    expect(await auditFinished(pool, runId)).toEqual([]);
  });

  test("counts only its own rounds against the limit", async () => {
    const write = stage("write", { forEach, check: { ...check, maxRounds: 2, onExhausted: "review" } });
    const runId = await begin([write]);
    await worker.settle([await worker.claimOne()], fannedOut(2));
    for (const part of await worker.claim()) await settle(part, reviewedOutput("a"));
    for (const subtask of [0, 1]) {
      await editor.reviews.requestChanges({ ...(await seenOf(runId, subtask)), ...wish });
      await settle(await worker.claimOne(), reviewedOutput("b"));
    }
    for (const subtask of [0, 1])
      await expect(editor.reviews.requestChanges({ ...(await seenOf(runId, subtask)), ...wish })).rejects.toMatchObject(
        { code: "CONFLICT", message: expect.stringContaining("write was reviewed 2 times") },
      );
  });

  test("to a stage before the fan-out lets that fan out anew, all of it", async () => {
    const write = stage("write", { forEach, check });
    const runId = await begin([stage("fetch"), write], "fetch", "write");
    await settle(await worker.claimOne(), COMPLETED);
    await worker.settle([await worker.claimOne()], fannedOut(2));
    const parts = await worker.claim();
    await settle(parts[0], reviewedOutput("a"));
    await editor.reviews.requestChanges({ ...(await seenOf(runId, 0)), ...wish, stages: ["fetch", "write"] });
    expect(await settle(parts[1], COMPLETED)).toEqual([]);
    expect(named(await worker.claimOne())).toMatchObject({ stageId: "fetch", feedback: told });
  });
});

describe("what a gate shows of a subtask", () => {
  /** A run of the fan-outs write → approve, each of three subtasks; every review is open. */
  async function gates() {
    const gate = { id: "approve", kind: "review", forEach: { items: { $: "stages.write.output" } } };
    const runId = await begin([stage("fetch"), stage("write", { forEach }), gate], "fetch", "write", "approve");
    await settle(await worker.claimOne(), COMPLETED);
    await worker.settle([await worker.claimOne()], fannedOut(3));
    for (const part of await worker.claim()) await settle(part, { to: "completed", output: part.subtask });
    await openGates();
    return runId;
  }

  async function openGates(): Promise<void> {
    await worker.settle([await worker.claimOne()], fannedOut(3));
    for (const part of await worker.claim()) await settle(part, reviewed());
  }

  test("is sent back to the subtask of its number, and no other is made anew", async () => {
    const runId = await gates();
    await editor.reviews.requestChanges({ ...(await seenOf(runId, 1)), ...wish });
    expect(await partsOf(runId, "write")).toEqual(["2 reused", "2 pending", "2 reused"]);
    expect(await taskOf(pool, runId, "approve")).toMatchObject({ status: "waiting" });
    expect(await openReviewsOf(pool, runId)).toEqual([]);

    const again = await worker.claimOne();
    expect(named(again)).toEqual({ stageId: "write", subtask: 1, round: 2, feedback: told });
    await settle(again, { to: "completed", output: "again" });
    await openGates();
    for (const subtask of [0, 1, 2])
      await editor.reviews.decide({ ...(await seenOf(runId, subtask)), decision: "approved" });
    expect(await auditFinished(pool, runId)).toEqual([]);
  });

  test("is sent back as a whole to a stage that did not fan out, and all that depends on it follows", async () => {
    const runId = await gates();
    await editor.reviews.requestChanges({ ...(await seenOf(runId, 1)), ...wish, stages: ["fetch"] });
    await settle(await worker.claimOne(), COMPLETED);
    await worker.settle([await worker.claimOne()], fannedOut(3));
    expect((await worker.claim()).map(named)).toEqual(
      [0, 1, 2].map((subtask) => ({ stageId: "write", subtask, round: 2, feedback: null })),
    );
  });

  test("of a fan-out that is named by a gate outside tells the notes to all its subtasks", async () => {
    const gate = { id: "approve", kind: "review" };
    const runId = await begin([stage("write", { forEach }), gate], "write", "approve");
    await worker.settle([await worker.claimOne()], fannedOut(2));
    await worker.settle(await worker.claim(), COMPLETED);
    await settle(await worker.claimOne(), reviewed());
    const [review] = await openReviewsOf(pool, runId);
    if (!review) throw new Error("No review is open");
    const { reviewId, taskId, attempt, contentHash } = review;
    await editor.reviews.requestChanges({ reviewId, taskId, attempt, contentHash, ...wish });
    await worker.settle([await worker.claimOne()], fannedOut(2));
    expect((await worker.claim()).map(({ feedback }) => feedback)).toEqual([told, told]);
  });

  test("says that it is being made anew, and then where that is asked about", async () => {
    const runId = await gates();
    const two = await seenOf(runId, 1);
    await editor.reviews.requestChanges({ ...two, ...wish });
    expect(await editor.reviews.get({ reviewId: two.reviewId })).toMatchObject({ replacement: { reviewId: null } });
    await settle(await worker.claimOne(), { to: "completed", output: "again" });
    await openGates();
    const again = await seenOf(runId, 1);
    expect(await editor.reviews.get({ reviewId: two.reviewId })).toMatchObject({
      replacement: { reviewId: again.reviewId },
    });
  });

  test("is taken once, whoever asks at the same time", async () => {
    const runId = await gates();
    const [one, two] = [await seenOf(runId, 1), await seenOf(runId, 2)];
    const results = await Promise.allSettled([
      editor.reviews.requestChanges({ ...one, ...wish }),
      editor.reviews.requestChanges({ ...two, ...wish }),
      editor.reviews.decide({ ...one, decision: "approved" }),
    ]);
    expect(results.some(({ status }) => status === "fulfilled")).toBe(true);
    const rounds = (await eventRowsOf(pool, runId)).filter(({ type }) => type === "run.round");
    expect(rounds.length).toBeLessThanOrEqual(1);
    expect((await tasksOf(pool, runId)).every(({ round }) => round <= 2)).toBe(true);
  });
});
