import { beforeEach, expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import { publish } from "#server/testing/definitions.ts";
import { type Caller, callerFor, newWorkspace } from "#server/testing/people.ts";
import { runTasks } from "#server/testing/run-tasks.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
let editor: Caller;
let runId: number;

const definition = Definition.parse({
  heddle: 1,
  name: "text.write",
  stages: [
    { id: "fetch", kind: "transform", title: "Fetch", config: { expression: "1" } },
    { id: "write", kind: "transform", config: { expression: "1" } },
    { id: "approve", kind: "review", config: { details: { text: { $: "stages.write.output" } }, maxRounds: 3 } },
  ],
  dependencies: [
    { from: "fetch", to: "write" },
    { from: "write", to: "approve" },
  ],
});

/** Does what is ready; the gate then shows this text. Returns the open review, as a decision names it. */
async function openWith(text: string) {
  await runTasks(services.pool, ({ stageId }) =>
    stageId === "approve"
      ? {
          to: "awaiting_review",
          review: { summary: `About ${text}`, details: { text }, form: null, assignees: [], onReject: "fail" },
        }
      : { to: "completed", output: text },
  );
  const { rows } = await editor.reviews.list({});
  const review = await editor.reviews.get({ reviewId: rows.find((row) => row.runId === runId)?.id ?? 0 });
  const { id: reviewId, taskId, attempt, contentHash } = review;
  return { review, seen: { reviewId, taskId, attempt, contentHash } };
}

/** Does a stage over, and what depends on it, by hand. */
async function rerun(stageId: string): Promise<void> {
  const { stages } = await editor.runs.get({ runId });
  const taskIds = stages.filter((stage) => stage.stageId === stageId).map(({ taskId }) => taskId);
  await editor.runs.rerunTasks({ runId, taskIds });
}

beforeEach(async () => {
  editor = callerFor(services, await (await newWorkspace(services)).as("owner"));
  await publish(editor, definition);
  ({ runId } = await editor.runs.start({ workflow: definition.name, input: {} }));
});

test("a review says what it can be sent back to, and which stages made what it shows", async () => {
  const { review } = await openWith("a");

  expect(review).toMatchObject({
    summary: "About a",
    details: { text: "a" },
    round: 1,
    subtask: null,
    maxRounds: 3,
    onExhausted: "review",
    redoable: [
      { stageId: "fetch", title: "Fetch" },
      { stageId: "write", title: "write" },
    ],
    follows: [
      { stageId: "fetch", dependsOn: [] },
      { stageId: "write", dependsOn: ["fetch"] },
    ],
    sources: [{ path: "text", stages: ["write"] }],
    rounds: [],
    before: null,
    edited: null,
    replacement: null,
  });
});

test("a later round tells of those before it, and what was last sent back; rounds by hand do not count", async () => {
  const marks = [{ path: "text", line: 1, note: "Dull" }];
  const first = await openWith("a");
  await editor.reviews.requestChanges({ ...first.seen, comment: "Shorter", stages: ["write"], marks });
  const second = await openWith("b");
  await rerun("write");
  const { review } = await openWith("c");

  expect(review).toMatchObject({
    round: 2,
    before: { reviewId: first.review.id, summary: "About a", details: { text: "a" } },
  });
  expect(review.rounds).toMatchObject([
    {
      reviewId: first.review.id,
      round: 1,
      decision: "changes_requested",
      comment: "Shorter",
      marks,
      redoneStages: ["write"],
    },
    { reviewId: second.review.id, round: 2, decision: null, decidedBy: null, marks: [], redoneStages: [] },
  ]);
  expect(await editor.reviews.get({ reviewId: first.review.id })).toMatchObject({
    marks,
    redoneStages: ["write"],
    replacement: { reviewId: review.id },
  });
  expect((await editor.reviews.list({})).rows).toMatchObject([{ id: review.id, round: 2 }]);
});

test("a decision on what was made anew meanwhile is refused, and told where to decide instead", async () => {
  const { seen, review } = await openWith("a");
  await rerun("write");
  await expect(editor.reviews.decide({ ...seen, decision: "approved" })).rejects.toMatchObject({
    code: "CONFLICT",
    message: `Review ${review.id} changed since you opened it; its content is being made anew`,
    cause: { replacement: { reviewId: null } },
  });

  const now = await openWith("b");
  const refusal = {
    code: "CONFLICT",
    message: `Review ${review.id} changed since you opened it; review ${now.review.id} shows what there is now`,
    cause: { replacement: { reviewId: now.review.id } },
  };
  await expect(editor.reviews.decide({ ...seen, decision: "approved" })).rejects.toMatchObject(refusal);
  await expect(editor.reviews.requestChanges({ ...seen, comment: "Shorter", stages: ["write"] })).rejects.toMatchObject(
    refusal,
  );
  expect(now.review).toMatchObject({ status: "open", contentHash: expect.not.stringMatching(seen.contentHash) });
});

test("a decision on what somebody else sent back says by whom, and where to go on", async () => {
  const { seen } = await openWith("a");
  await editor.reviews.requestChanges({ ...seen, comment: "Shorter", stages: ["write"] });
  const now = await openWith("b");

  await expect(editor.reviews.decide({ ...seen, decision: "approved" })).rejects.toMatchObject({
    message: expect.stringMatching(/was sent back already by owner.*; review \d+ shows what there is now$/),
    cause: { replacement: { reviewId: now.review.id } },
  });
});
