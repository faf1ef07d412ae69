import { beforeEach, describe, expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import type { Settlement } from "#core/settle.ts";
import { publish } from "#server/testing/definitions.ts";
import { type Caller, callerFor, newWorkspace } from "#server/testing/people.ts";
import { runTasks } from "#server/testing/run-tasks.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices({ maxInputBytes: 200_000 });
let editor: Caller;
let by: string;

beforeEach(async () => {
  await services.pool.query("truncate run cascade");
  const workspace = await newWorkspace(services);
  const owner = await workspace.as("owner");
  editor = callerFor(services, owner);
  by = owner.by;
});

const check = { expression: "true", review: "always" };

/** Starts a run of `write` → `send` whose first stage asks for a review of this content. Returns what a decision names. */
async function shown(content: unknown, write: object, asks: "gate" | "check") {
  const name = "text.write";
  const send = { id: "send", kind: "transform", config: { expression: "1" } };
  const dependencies = [{ from: "write", to: "send" }];
  await publish(editor, Definition.parse({ heddle: 1, name, stages: [{ id: "write", ...write }, send], dependencies }));
  const { runId } = await editor.runs.start({ workflow: name, input: {} });
  const review = { summary: "", details: content, form: null, assignees: [], onReject: "fail" as const };
  const settled: Settlement =
    asks === "gate"
      ? { to: "awaiting_review", review }
      : { to: "awaiting_review", output: content, review: { ...review, check: { reason: "always" } } };
  await runTasks(services.pool, ({ stageId }) => (stageId === "write" ? settled : { to: "completed", output: null }));
  const { rows } = await editor.reviews.list({});
  const { id: reviewId, taskId, attempt, contentHash } = await editor.reviews.get({ reviewId: rows[0]?.id ?? 0 });
  return { runId, seen: { reviewId, taskId, attempt, contentHash, decision: "approved" as const } };
}

const gated = (content: unknown) => shown(content, { kind: "review" }, "gate");
const checked = (content: unknown, kind = "transform") =>
  shown(content, { kind, config: kind === "transform" ? { expression: "1" } : {}, check }, "check");

const outputOf = async (runId: number, taskId: number) => (await editor.runs.task({ runId, taskId })).output;
const keptOf = async (reviewId: number) =>
  (await services.pool.query("select details, edited from review where id = $1", [reviewId])).rows[0];

describe("an approval of a stage's own output with edits", () => {
  test("completes the stage with what the reviewer made of it, and keeps what was shown", async () => {
    const { runId, seen } = await checked({ text: "a" });
    await editor.reviews.decide({ ...seen, edited: { text: "b" } });

    expect(await outputOf(runId, seen.taskId)).toMatchObject({ value: { text: "b" } });
    expect(await keptOf(seen.reviewId)).toEqual({ details: { text: "a" }, edited: { text: "b" } });
    expect(await editor.runs.get({ runId })).toMatchObject({ status: "running" });
    const { events } = await editor.runs.events({ runId });
    expect(events.find(({ type }) => type === "review.decided")?.data).toEqual({
      reviewId: seen.reviewId,
      decision: "approved",
      by,
      comment: "",
      isEdited: true,
    });
  });

  test("may make nothing of it", async () => {
    const { runId, seen } = await checked({ text: "a" });
    await editor.reviews.decide({ ...seen, edited: null });
    expect(await outputOf(runId, seen.taskId)).toBeNull();
    const { rows } = await services.pool.query("select edited::text from review where id = $1", [seen.reviewId]);
    expect(rows).toEqual([{ edited: "null" }]);
  });

  test("must be an output that the operator's stage could have made", async () => {
    const of = (type: string) => ({ type: "object", properties: { text: { type } }, required: ["text"] });
    await services.pool.query(
      `insert into custom_stage (name, title, description, input, output, config, hash)
       values ('write', 'Write', '', '{}', $1, '{}', 'h')`,
      [JSON.stringify(of("string"))],
    );
    const { runId, seen } = await checked({ text: "a" }, "custom:write");
    await expect(editor.reviews.decide({ ...seen, edited: { text: 1 } })).rejects.toMatchObject({
      code: "BAD_REQUEST",
      cause: { field: "edited.text" },
    });
    await editor.reviews.decide({ ...seen, edited: { text: "b" } });
    expect(await outputOf(runId, seen.taskId)).toMatchObject({ value: { text: "b" } });
  });
});

describe("an approval at a gate", () => {
  test("hands on what was shown", async () => {
    const { runId, seen } = await gated({ text: "a" });
    await editor.reviews.decide(seen);
    expect(await outputOf(runId, seen.taskId)).toMatchObject({ value: { content: { text: "a" }, isEdited: false } });
  });

  test("with edits hands on what the reviewer made of it, and keeps what was shown", async () => {
    const { runId, seen } = await gated({ text: "a" });
    await editor.reviews.decide({ ...seen, edited: { text: "b" } });
    expect(await outputOf(runId, seen.taskId)).toMatchObject({
      value: { decision: "approved", content: { text: "b" }, isEdited: true },
    });
    expect(await keptOf(seen.reviewId)).toEqual({ details: { text: "a" }, edited: { text: "b" } });
  });

  test("of what is too large for a row is kept by its hash", async () => {
    const text = "a".repeat(100_000);
    const { runId, seen } = await gated({ text });
    await editor.reviews.decide({ ...seen, edited: { text: `${text}b` } });
    const { rows } = await services.pool.query("select output, output_hash from task where id = $1", [seen.taskId]);
    expect(rows[0].output).toBeNull();
    expect(await services.artifacts.readJson(rows[0].output_hash)).toMatchObject({ content: { text: `${text}b` } });
    expect(await outputOf(runId, seen.taskId)).toMatchObject({ href: expect.stringContaining(rows[0].output_hash) });
  });
});

describe("edits", () => {
  test("that come to the same are none", async () => {
    const { runId, seen } = await gated({ text: "a", tone: "b" });
    await editor.reviews.decide({ ...seen, edited: { tone: "b", text: "a" } });
    expect(await outputOf(runId, seen.taskId)).toMatchObject({ value: { isEdited: false } });
    expect(await keptOf(seen.reviewId)).toMatchObject({ edited: null });
  });

  test("are refused with a rejection, and when they are larger than an input may be", async () => {
    const { seen } = await gated({ text: "a" });
    await expect(editor.reviews.decide({ ...seen, decision: "rejected", edited: { text: "b" } })).rejects.toMatchObject(
      { code: "BAD_REQUEST", message: "edited: goes with an approval only" },
    );
    await expect(editor.reviews.decide({ ...seen, edited: "b".repeat(200_000) })).rejects.toMatchObject({
      code: "PAYLOAD_TOO_LARGE",
      cause: { field: "edited" },
    });
    expect(await editor.reviews.get({ reviewId: seen.reviewId })).toMatchObject({ status: "open" });
  });

  test("bind to what was seen, and are taken once", async () => {
    const { runId, seen } = await checked({ text: "a" });
    await expect(
      editor.reviews.decide({ ...seen, edited: { text: "b" }, contentHash: "of something else" }),
    ).rejects.toMatchObject({ code: "CONFLICT", cause: { field: "contentHash" } });
    const edited = { ...seen, edited: { text: "b" }, idempotencyKey: "k" };
    const first = await editor.reviews.decide(edited);
    expect(await editor.reviews.decide(edited)).toEqual(first);
    await expect(editor.reviews.decide({ ...seen, edited: { text: "c" } })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await outputOf(runId, seen.taskId)).toMatchObject({ value: { text: "b" } });
  });
});
