import { beforeEach, expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import type { ClaimedTask } from "#server/engine/advance.ts";
import { COMPLETED, reviewed, rowOf, TestWorker } from "#server/engine/testing/test-worker.ts";
import { publish } from "#server/testing/definitions.ts";
import { type Caller, callerFor, newWorkspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const worker = new TestWorker(services.pool);
const NAME = "text.write";
let editor: Caller;

const definition = (gate: object = {}) =>
  Definition.parse({
    heddle: 1,
    name: NAME,
    stages: [
      { id: "fetch", kind: "transform", config: { expression: "1" } },
      { id: "write", kind: "transform", config: { expression: "1" } },
      { id: "approve", kind: "review", config: gate },
      { id: "send", kind: "transform", config: { expression: "1" } },
    ],
    dependencies: [
      { from: "fetch", to: "write" },
      { from: "write", to: "approve" },
      { from: "approve", to: "send" },
    ],
  });

beforeEach(async () => {
  await services.pool.query("truncate run cascade");
  const workspace = await newWorkspace(services);
  editor = callerFor(services, await workspace.as("owner"));
});

/** Does what is ready up to the gate. Returns the open review as a reviewer has seen it, and what the stages were told. */
async function toTheGate(): Promise<{
  seen: Parameters<Caller["reviews"]["decide"]>[0];
  told: Record<string, unknown>;
}> {
  const told: Record<string, unknown> = {};
  for (;;) {
    const [task] = (await worker.claim()) as [ClaimedTask?];
    if (!task) throw new Error("The gate was not reached");
    told[task.stageId] = task.feedback;
    const isGate = task.stageId === "approve";
    await worker.advance([rowOf(task, isGate ? reviewed() : COMPLETED)], 0);
    if (!isGate) continue;
    const { rows } = await editor.reviews.list({ status: "open" });
    const review = await editor.reviews.get({ reviewId: rows[0]?.id ?? 0 });
    const { id: reviewId, taskId, attempt, contentHash } = review;
    return { seen: { reviewId, taskId, attempt, contentHash, decision: "approved" }, told };
  }
}

async function begin(gate: object = {}) {
  await publish(editor, definition(gate));
  const { runId } = await editor.runs.start({ workflow: NAME, input: {} });
  return { runId, ...(await toTheGate()) };
}

const stands = async (runId: number) =>
  Object.fromEntries(
    (await editor.runs.get({ runId })).stages.map(({ stageId, status, round }) => [stageId, `${status} ${round}`]),
  );
const wish = { comment: "Shorter, please", stages: ["write"] };

test("what is sent back is made anew with the notes as feedback, and the gate opens again", async () => {
  const { runId, seen } = await begin();
  const marks = [{ path: "text", line: 3, note: "Too long" }];
  expect(await editor.reviews.requestChanges({ ...seen, ...wish, marks })).toEqual({ runId, status: "decided" });

  expect(await stands(runId)).toEqual({
    fetch: "completed 1",
    write: "pending 2",
    approve: "waiting 2",
    send: "waiting 2",
  });
  const again = await toTheGate();
  expect(again.told).toEqual({ write: { summary: "Shorter, please", guidance: { marks } }, approve: null });
  expect(again.seen.reviewId).not.toBe(seen.reviewId);
  await editor.reviews.decide(again.seen);
  await worker.runAll();
  expect(await stands(runId)).toMatchObject({ approve: "completed 2", send: "completed 2" });
});

test("the history says who sent it back, to which stages, and why", async () => {
  const { runId, seen } = await begin();
  const marks = [{ path: "text", note: "Too long" }];
  await editor.reviews.requestChanges({ ...seen, ...wish, marks });
  const { rows } = await services.pool.query("select redone_stages, marks, edited from review where id = $1", [
    seen.reviewId,
  ]);
  expect(rows).toEqual([{ redone_stages: ["write"], marks, edited: null }]);
  expect(await editor.reviews.get({ reviewId: seen.reviewId })).toMatchObject({
    status: "decided",
    decision: "changes_requested",
    comment: "Shorter, please",
  });
  const { events } = await editor.runs.events({ runId });
  expect(
    events.filter(({ type }) => type === "review.decided" || type === "run.round").map(({ data }) => data),
  ).toEqual([
    expect.objectContaining({ decision: "changes_requested", comment: "Shorter, please" }),
    expect.objectContaining({ mode: "changes", seeds: ["write"] }),
  ]);
});

test("it binds to what was seen, and is taken once", async () => {
  const { seen } = await begin();
  await expect(
    editor.reviews.requestChanges({ ...seen, ...wish, contentHash: "of something else" }),
  ).rejects.toMatchObject({ code: "CONFLICT", message: expect.stringMatching(/is not what you have seen/) });
  const asked = { ...seen, ...wish, idempotencyKey: "k" };
  const answers = await Promise.all([1, 2, 3].map(() => editor.reviews.requestChanges(asked)));
  expect(new Set(answers.map(({ runId }) => runId)).size).toBe(1);
  await expect(editor.reviews.decide(seen)).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringMatching(/was sent back already/),
  });
});

test("only stages before the gate can be sent back, and at least one", async () => {
  const { seen } = await begin();
  await expect(editor.reviews.requestChanges({ ...seen, ...wish, stages: ["send"] })).rejects.toMatchObject({
    code: "BAD_REQUEST",
    message: "stages: send does not come before approve",
  });
  await expect(editor.reviews.requestChanges({ ...seen, ...wish, stages: [] })).rejects.toMatchObject({
    code: "BAD_REQUEST",
  });
  await expect(editor.reviews.requestChanges({ ...seen, ...wish, comment: "" })).rejects.toMatchObject({
    code: "BAD_REQUEST",
  });
});

test("a gate opens no more often than it may; then it is approved or rejected", async () => {
  const { seen } = await begin({ maxRounds: 2 });
  await editor.reviews.requestChanges({ ...seen, ...wish });
  const again = await toTheGate();
  await expect(editor.reviews.requestChanges({ ...again.seen, ...wish })).rejects.toMatchObject({
    code: "CONFLICT",
    message: `Review ${again.seen.reviewId}: approve has opened 2 times, the most that it may; approve or reject it`,
  });
  await editor.reviews.decide(again.seen);
});

test("or it fails, when it says so", async () => {
  const { runId, seen } = await begin({ maxRounds: 1, onExhausted: "fail" });
  await editor.reviews.requestChanges({ ...seen, ...wish });
  expect(await stands(runId)).toMatchObject({ approve: "failed 1", send: "failed 1" });
});
