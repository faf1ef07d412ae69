import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { folderStore } from "#server/artifacts/folder-store.ts";
import type { Principal } from "#server/auth/principal.ts";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { LEASE_MS, type Published, publish, requestFor } from "#server/engine/testing/published.ts";
import { eventRowsOf, runOf, runStatusesOf, statusesOf, taskOf } from "#server/engine/testing/rows.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { decide } from "#server/reviews/decide.ts";
import { getReview } from "#server/reviews/get-review.ts";
import { listReviews } from "#server/reviews/list-reviews.ts";
import { requestChanges } from "#server/reviews/request-changes.ts";
import { getRun } from "#server/runs/get-run.ts";
import { testDatabase } from "#server/testing/database.ts";
import { createJudge } from "#worker/judge.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { type StartedWorker, startWorker } from "#worker/start-worker.ts";
import { testHandlers } from "#worker/testing/handlers.ts";

const { pool, url } = await testDatabase();
const home = mkdtempSync(join(tmpdir(), "heddle-asks-"));
const artifacts = folderStore(home);
const expressions = createExpressionPool({ threads: 1 });
const sandbox = createSandboxPool({ threads: 2 });
const deps = { pool, expressions, artifacts, maxInputBytes: 1_000_000 };
let worker: StartedWorker;

beforeEach(async () => {
  worker = await startWorker(
    pool,
    {
      expressions,
      artifacts,
      handlers: testHandlers(sandbox, { db: pool, schemas: expressions, patienceMs: 0 }),
      judge: createJudge({ expressions, sandbox }),
      random: () => 0,
    },
    { url, directUrl: url, slots: 4, leaseMs: LEASE_MS, pollMs: 600_000, maxInputBytes: 1_000_000 },
    pino({ level: "silent" }),
  );
});
afterEach(async () => {
  await worker.stop();
  await pool.query("truncate run, review, workflow cascade");
});
afterAll(() => {
  sandbox.close();
  expressions.close();
  rmSync(home, { recursive: true });
});

interface Asking {
  version: Published;
  runId: number;
  who: Principal;
}

/** A run of code whose body this is. */
async function started(body: string, retry?: { maxAttempts: number }): Promise<Asking> {
  const source = `export default async (input) => {
    const { review } = services.heddle;
    const codeOf = async (call) => { try { await call() } catch (error) { return error.code + ": " + error.message } return "none" };
    ${body}
  }`;
  const version = await publish(pool, [{ id: "code", kind: "code", config: { source }, ...(retry && { retry }) }]);
  const [run] = await startRuns(pool, [requestFor(version)], LEASE_MS);
  const { workspaceId } = version;
  const email = "rita@example.org";
  const person = { kind: "person", userId: "rita", name: "Rita", email, by: email } as const;
  const who: Principal = { ...person, workspaceId, workspaceName: "Test", role: "reviewer" };
  return { version, runId: run?.runId ?? 0, who };
}

/** The open reviews of a run, as its reviewer reads them, once there are so many and its code waits. */
async function opened({ runId, who }: Asking, count = 1) {
  await vi.waitFor(async () => {
    expect((await runOf(pool, runId)).reviewCount).toBe(count);
    expect(await statusesOf(pool, runId)).toEqual({ code: "suspended" });
  }, 20_000);
  const { rows } = await listReviews(pool, who, { status: "open", mine: false, limit: 50 });
  return Promise.all(rows.map(({ id }) => getReview(deps, who, id)));
}
type Opened = Awaited<ReturnType<typeof opened>>[number];

const seenOf = ({ id, taskId, attempt, contentHash }: Opened) => ({ reviewId: id, taskId, attempt, contentHash });

const approve = ({ who }: Asking, review: Opened, more: object = {}) =>
  decide(deps, who, { ...seenOf(review), decision: "approved", comment: "", ...more });

const askedFor = ({ who }: Asking, review: Opened, comment: string, more: object = {}) =>
  requestChanges(pool, who, { ...seenOf(review), comment, stages: [], marks: [], ...more });

async function outputOf({ runId }: Asking): Promise<unknown> {
  await vi.waitFor(async () => expect(await statusesOf(pool, runId)).toEqual({ code: "completed" }), 20_000);
  expect(await runOf(pool, runId)).toMatchObject({ status: "completed", reviewCount: 0 });
  expect((await pool.query("select from call_wait")).rowCount).toBe(0);
  return (await taskOf(pool, runId, "code")).output;
}

test("code asks a person, waits for the decision without a place, and goes on with it", async () => {
  const asking = await started(`
    const text = "Hello";
    const answer = await review({
      title: "Is this **fine**?", value: { text }, instructions: "Read it *well*.", assignees: ["role:reviewer"],
      form: { type: "object", properties: { stars: { type: "integer" } }, required: ["stars"] },
    });
    return { text, answer };`);
  const [review, ...more] = await opened(asking);
  expect(more).toEqual([]);
  expect(review).toMatchObject({
    runId: asking.runId,
    stageId: "code",
    title: "Is this **fine**?",
    headline: "Is this **fine**?",
    summary: "Read it *well*.",
    details: { text: "Hello" },
    assignees: ["role:reviewer"],
    mayDecide: true,
    reason: null,
    round: 1,
    redoable: [],
    maxRounds: null,
  });
  const { rows } = await pool.query("select lease, worker_id, suspension ->> 'for' as for from task");
  expect(rows).toEqual([{ lease: null, worker_id: null, for: "call" }]);
  expect((await runOf(pool, asking.runId)).status).toBe("awaiting_review");
  expect((await getRun(pool, asking.who.workspaceId, asking.runId)).stages).toMatchObject([
    { status: "suspended", reviewId: review?.id, asks: [review?.id] },
  ]);

  if (!review) throw new Error("There is no review");
  await expect(approve(asking, review)).rejects.toMatchObject({ code: "bad_input", field: "form.stars" });
  await approve(asking, review, { comment: "Good", form: { stars: 5 }, edited: { text: "Hello!" } });
  expect(await outputOf(asking)).toEqual({
    text: "Hello",
    answer: {
      decision: "approved",
      comment: "Good",
      value: { text: "Hello!" },
      form: { stars: 5 },
      isEdited: true,
      marks: [],
      by: "rita@example.org",
      at: expect.stringMatching(/^\d{4}-.*Z$/),
    },
  });
  expect(await runStatusesOf(pool, asking.runId)).toEqual([
    "queued",
    "running",
    "awaiting_review",
    "running",
    "completed",
  ]);
  const said = (await eventRowsOf(pool, asking.runId)).filter(({ type }) => type.startsWith("review."));
  expect(said.map(({ type, data }) => [type, data])).toEqual([
    ["review.opened", { reviewId: review.id, title: "Is this **fine**?" }],
    [
      "review.decided",
      {
        reviewId: review.id,
        title: "Is this **fine**?",
        decision: "approved",
        by: "rita@example.org",
        comment: "Good",
        isEdited: true,
      },
    ],
  ]);
});

test("code asks several people at once, beside a timer, and one after another", async () => {
  const asking = await started(`
    const titles = ["a", "b", "c"];
    const timer = sleep(50).then(() => "timer");
    const first = titles.map((title) => review({ title, value: title }));
    const came = await timer;
    const answers = await Promise.all(first);
    const { by } = await review({ title: "last" });
    return [came, answers.map(({ decision, value }) => decision + " " + value), by];`);
  const reviews = await opened(asking, 3);
  const [a, b, c] = ["a", "b", "c"].map((name) => reviews.find(({ title }) => title === name));
  if (!a || !b || !c) throw new Error("A review is missing");
  await approve(asking, c);
  await decide(deps, asking.who, { ...seenOf(a), decision: "rejected", comment: "No" });
  const [left] = await opened(asking);
  expect(left?.id).toBe(b.id);
  await approve(asking, b);
  await vi.waitFor(async () => {
    const { rows } = await listReviews(pool, asking.who, { status: "open", mine: false, limit: 50 });
    expect(rows).toMatchObject([{ title: "last" }]);
  }, 20_000);
  const [last] = await opened(asking);
  if (!last) throw new Error("There is no review");
  await approve(asking, last);
  expect(await outputOf(asking)).toEqual(["timer", ["rejected null", "approved b", "approved c"], "rita@example.org"]);
});

test("code that is told what should be different may ask again, and what changed is shown", async () => {
  const asking = await started(`
    let text = "one";
    for (;;) {
      const { decision, comment, marks } = await review({ title: "The text", value: { text } });
      if (decision === "approved") return [text, (await review({ title: "The text" })).decision];
      text += " " + comment + " " + marks[0].path;
    }`);
  const [first] = await opened(asking);
  if (!first) throw new Error("There is no review");
  const named = askedFor(asking, first, "more", { stages: ["code"] });
  await expect(named).rejects.toMatchObject({ code: "bad_input", field: "stages" });
  const marks = [{ path: "text", note: "longer" }];
  await askedFor(asking, first, "more", { marks, idempotencyKey: "k" });
  expect(await askedFor(asking, first, "more", { marks, idempotencyKey: "k" })).toMatchObject({ status: "decided" });
  await expect(askedFor(asking, first, "less")).rejects.toThrow(/was sent back already by rita@example.org/);
  const [second] = await opened(asking);
  expect(second).toMatchObject({
    round: 2,
    details: { text: "one more text" },
    rounds: [{ reviewId: first.id, round: 1, decision: "changes_requested", comment: "more", marks }],
    before: { reviewId: first.id, details: { text: "one" } },
  });
  if (!second) throw new Error("There is no review");
  await approve(asking, second);
  const anew = await vi.waitFor(async () => {
    const [review] = await opened(asking);
    expect(review).toMatchObject({ details: null, round: 1, rounds: [], before: null });
    return review;
  }, 20_000);
  if (!anew) throw new Error("There is no review");
  await approve(asking, anew);
  expect(await outputOf(asking)).toEqual(["one more text", "approved"]);
});

test("a review that code does not wait for any more is closed, and nobody decides it", async () => {
  const asking = await started(`
    return Promise.race([review({ title: "Slow" }), review({ title: "Quick" }).then(() => "quick")]);`);
  const reviews = await opened(asking, 2);
  const [quick, slow] = ["Quick", "Slow"].map((name) => reviews.find(({ title }) => title === name));
  if (!quick || !slow) throw new Error("A review is missing");
  await approve(asking, quick);
  expect(await outputOf(asking)).toBe("quick");
  expect(await getReview(deps, asking.who, slow.id)).toMatchObject({ status: "canceled", mayDecide: false });
  await expect(approve(asking, slow)).rejects.toThrow(/the code that asked does not wait for it any more/);
  await expect(askedFor(asking, slow, "Late")).rejects.toThrow(/does not wait for it any more/);
  const closed = (await eventRowsOf(pool, asking.runId)).filter(({ type }) => type === "review.closed");
  expect(closed.map(({ data }) => data)).toEqual([{ reviewId: slow.id, title: "Slow" }]);
});

test("an attempt that fails closes what it has asked, and the next one asks anew", async () => {
  const asking = await started(
    `const other = review({ title: "Other" });
     const { decision } = await review({ title: "Sure?" });
     if (decision === "rejected") throw new Error("Not sure");
     return [decision, input === undefined];`,
    { maxAttempts: 2 },
  );
  const before = await opened(asking, 2);
  const sure = before.find(({ title }) => title === "Sure?");
  if (!sure) throw new Error("A review is missing");
  await decide(deps, asking.who, { ...seenOf(sure), decision: "rejected", comment: "" });
  const after = await vi.waitFor(async () => {
    const reviews = await opened(asking, 2);
    expect(reviews.every(({ attempt }) => attempt === 2)).toBe(true);
    return reviews;
  }, 20_000);
  for (const review of after) await approve(asking, review);
  expect(await outputOf(asking)).toEqual(["approved", false]);
});

test("a run that is canceled closes all that its code has asked", async () => {
  const asking = await started(`return Promise.all([review({ title: "One" }), review({ title: "Two" })]);`);
  const [one] = await opened(asking, 2);
  await cancelRun(pool, asking.who.workspaceId, asking.runId);
  expect(await runOf(pool, asking.runId)).toMatchObject({ status: "canceled", reviewCount: 0 });
  expect((await pool.query("select from review where status = 'open'")).rowCount).toBe(0);
  expect((await pool.query("select from call_wait")).rowCount).toBe(0);
  expect((await eventRowsOf(pool, asking.runId)).filter(({ type }) => type === "task.settled")).toHaveLength(1);
  if (!one) throw new Error("There is no review");
  await expect(approve(asking, one)).rejects.toMatchObject({ code: "conflict" });
});

test("what is asked wrongly names the field, and opens no review", async () => {
  const asking = await started(`
    const wrong = [
      undefined, { title: "" }, { title: "a\\nb" }, { title: "a", assignees: ["somebody"] },
      { title: "a", form: { $ref: "#/nowhere" } }, { title: "a", due: 1 },
    ];
    return Promise.all(wrong.map((args) => codeOf(() => review(args))));`);
  expect(await outputOf(asking)).toEqual([
    expect.stringMatching(/^bad_input: review: title: /),
    expect.stringMatching(/^bad_input: review: title: /),
    "bad_input: review: title: is more than one line",
    "bad_input: review: assignees.0: is not role:<role>, user:<e-mail> or group:<name>",
    expect.stringMatching(/^bad_input: review: form: /),
    expect.stringMatching(/^bad_input: review: args: .*due/),
  ]);
  expect((await pool.query("select from review")).rowCount).toBe(0);
});
