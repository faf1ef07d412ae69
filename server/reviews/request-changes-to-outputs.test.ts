import { beforeEach, expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import type { ClaimedTask } from "#server/engine/advance.ts";
import { COMPLETED, reviewedOutput, rowOf, TestWorker } from "#server/engine/testing/test-worker.ts";
import { publish } from "#server/testing/definitions.ts";
import { type Caller, callerFor, newWorkspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const worker = new TestWorker(services.pool);
const NAME = "text.write";
let editor: Caller;

beforeEach(async () => {
  await services.pool.query("truncate run cascade");
  editor = callerFor(services, await (await newWorkspace(services)).as("owner"));
});

/** Starts a run of fetch → write → send, whose check asks a person about each output of `write`. */
async function begin(check: object = {}) {
  const stage = (id: string, more: object = {}) => ({ id, kind: "transform", config: { expression: "1" }, ...more });
  const stages = [
    stage("fetch"),
    stage("write", { check: { expression: "true", review: "always", ...check } }),
    stage("send"),
  ];
  const dependencies = [
    { from: "fetch", to: "write" },
    { from: "write", to: "send" },
  ];
  await publish(editor, Definition.parse({ heddle: 1, name: NAME, stages, dependencies }));
  const { runId } = await editor.runs.start({ workflow: NAME, input: {} });
  return { runId, ...(await toTheReview("first")) };
}

/** Does what is ready up to the output that is reviewed. Returns the review as it was seen, and what the stages were told. */
async function toTheReview(output: string) {
  const told: Record<string, unknown> = {};
  for (;;) {
    const [task] = (await worker.claim()) as [ClaimedTask?];
    if (!task) throw new Error("No output was made");
    told[task.stageId] = task.feedback;
    await worker.advance([rowOf(task, task.stageId === "write" ? reviewedOutput(output) : COMPLETED)], 0);
    if (task.stageId !== "write") continue;
    const { rows } = await editor.reviews.list({ status: "open" });
    const review = await editor.reviews.get({ reviewId: rows[0]?.id ?? 0 });
    const { id: reviewId, taskId, attempt, contentHash } = review;
    return { review, seen: { reviewId, taskId, attempt, contentHash }, told };
  }
}

const stands = async (runId: number) =>
  Object.fromEntries(
    (await editor.runs.get({ runId })).stages.map(({ stageId, status, round }) => [stageId, `${status} ${round}`]),
  );
const wish = { comment: "Shorter, please", stages: ["write"] };

test("an output that is sent back is made anew with the notes as feedback, and a person is asked again", async () => {
  const { runId, seen } = await begin();
  const marks = [{ path: "", line: 3, note: "Too long" }];
  expect(await editor.reviews.requestChanges({ ...seen, ...wish, marks })).toEqual({ runId, status: "decided" });
  expect(await stands(runId)).toEqual({ fetch: "completed 1", write: "pending 2", send: "waiting 2" });

  const again = await toTheReview("second");
  expect(again.told).toEqual({ write: { summary: "Shorter, please", guidance: { marks } } });
  expect(again.review).toMatchObject({ round: 2, details: "second", before: { details: "first" } });
  await editor.reviews.decide({ ...again.seen, decision: "approved" });
  await worker.runAll();
  expect(await stands(runId)).toEqual({ fetch: "completed 1", write: "completed 2", send: "completed 2" });
  const { output } = await editor.runs.task({ runId, taskId: again.seen.taskId });
  expect(output).toMatchObject({ value: "second" });
});

test("a stage before it may be named as well, and its output is then made anew without notes", async () => {
  const { runId, seen } = await begin();
  await editor.reviews.requestChanges({ ...seen, ...wish, stages: ["fetch"] });
  expect(await stands(runId)).toEqual({ fetch: "pending 2", write: "waiting 2", send: "waiting 2" });
  expect((await toTheReview("second")).told).toEqual({ fetch: { summary: "Shorter, please" }, write: null });
});

test("what comes behind it cannot be sent back", async () => {
  const { seen } = await begin();
  await expect(editor.reviews.requestChanges({ ...seen, ...wish, stages: ["send"] })).rejects.toMatchObject({
    code: "BAD_REQUEST",
    message: "stages: send does not come before write",
  });
});

test("it is sent back no more often than its check allows; then it is approved or rejected", async () => {
  const { seen, review } = await begin({ maxRounds: 2, onExhausted: "review" });
  expect(review).toMatchObject({ maxRounds: 2, onExhausted: "review" });
  await editor.reviews.requestChanges({ ...seen, ...wish });
  const again = await toTheReview("second");
  await expect(editor.reviews.requestChanges({ ...again.seen, ...wish })).rejects.toMatchObject({
    code: "CONFLICT",
    message: `Review ${again.seen.reviewId}: write was reviewed 2 times, the most that it may; approve or reject it`,
  });
  await editor.reviews.decide({ ...again.seen, decision: "approved" });
});

test("or its stage fails, as an exhausted check does unless it says otherwise", async () => {
  const { runId, seen } = await begin({ maxRounds: 1 });
  const asked = { ...seen, ...wish, idempotencyKey: "k" };
  const first = await editor.reviews.requestChanges(asked);
  expect(await editor.reviews.requestChanges(asked)).toEqual(first);
  await expect(editor.reviews.requestChanges({ ...asked, idempotencyKey: "other" })).rejects.toMatchObject({
    code: "CONFLICT",
  });
  expect(await stands(runId)).toMatchObject({ write: "failed 1", send: "failed 1" });
  expect(await editor.reviews.get({ reviewId: seen.reviewId })).toMatchObject({ decision: "rejected" });
});

test("rounds that somebody opened by hand do not count", async () => {
  const { runId, seen } = await begin({ maxRounds: 2 });
  const { stages } = await editor.runs.get({ runId });
  const fetched = stages.filter(({ stageId }) => stageId === "fetch").map(({ taskId }) => taskId);
  await editor.runs.rerunTasks({ runId, taskIds: fetched });
  const again = await toTheReview("second");
  await editor.reviews.requestChanges({ ...again.seen, ...wish });
  expect(await stands(runId)).toMatchObject({ write: "pending 3" });
  expect(seen.reviewId).not.toBe(again.seen.reviewId);
});
