import { expect, test } from "vitest";
import type { Settlement } from "#core/settle.ts";
import type { Principal } from "#server/auth/principal.ts";
import { FAILED } from "#server/engine/testing/test-worker.ts";
import { tell } from "#server/notifications/tell.ts";
import { gatedDefinition, publish } from "#server/testing/definitions.ts";
import { gatedRun } from "#server/testing/gated-run.ts";
import { callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { runTasks } from "#server/testing/run-tasks.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const { pool } = services;
const HOUR = 3_600_000;

/** What somebody was told so far, oldest first. */
async function toldTo(who: Principal) {
  const { rows } = await callerFor(services, who).notifications.list({});
  return rows.toReversed();
}
const kindsTo = async (who: Principal) => (await toldTo(who)).map(({ kind }) => kind);
const unreadOf = async (who: Principal) => (await callerFor(services, who).notifications.count()).unread;

let count = 0;
/** Starts a run of a workflow of its own and does its work: the gate opens as told, other stages complete. */
async function start(home: Workspace, review: Partial<Extract<Settlement, { to: "awaiting_review" }>["review"]> = {}) {
  count += 1;
  const editor = callerFor(services, await home.as("editor"));
  const definition = gatedDefinition(`told.w${count}`);
  await publish(editor, definition);
  const { runId } = await editor.runs.start({ workflow: definition.name, input: { id: "one" } });
  await runTasks(pool, ({ stageId }) =>
    stageId === "approve"
      ? {
          to: "awaiting_review",
          review: { summary: "# Look", details: null, form: null, assignees: [], onReject: "fail", ...review },
        }
      : { to: "completed", output: "one" },
  );
  const { rows } = await pool.query<{ id: number; openedAt: Date }>(
    `select id, opened_at as "openedAt" from review where run_id = $1`,
    [runId],
  );
  return { runId, reviewId: rows[0]?.id ?? 0, openedAt: rows[0]?.openedAt.getTime() ?? 0 };
}

/** Starts a run whose first stage fails. */
async function fail(home: Workspace, who: Principal): Promise<number> {
  count += 1;
  const definition = gatedDefinition(`told.w${count}`);
  await publish(callerFor(services, await home.as("editor")), definition);
  const { runId } = await callerFor(services, who).runs.start({ workflow: definition.name, input: { id: "one" } });
  await runTasks(pool, () => FAILED);
  return runId;
}

test("a review is told to those who are named, once, however many processes look", async () => {
  const home = await newWorkspace(services);
  const [owner, reviewer] = [await home.as("owner"), await home.as("reviewer")];
  const { reviewId } = await gatedRun(services, home, "told.once");
  await Promise.all(Array.from({ length: 10 }, () => tell(pool)));
  await tell(pool);

  expect(await toldTo(reviewer)).toMatchObject([
    {
      kind: "review_assigned",
      reviewId,
      isMany: false,
      isUnread: true,
      workflowName: "told.once",
      itemId: "one",
      stageTitle: "Approve",
      headline: "Please look",
      dueAt: null,
    },
  ]);
  expect(await toldTo(owner)).toEqual([]);
});

test("a review that names nobody is told to everybody who may decide", async () => {
  const home = await newWorkspace(services);
  const people = await Promise.all((["owner", "editor", "reviewer", "viewer"] as const).map((role) => home.as(role)));
  await start(home);
  await tell(pool);
  expect(await Promise.all(people.map(unreadOf))).toEqual([1, 1, 1, 0]);
});

test("a review for a group is told to whoever is in it and may decide", async () => {
  const home = await newWorkspace(services);
  const people = await Promise.all((["owner", "editor", "reviewer", "viewer"] as const).map((role) => home.as(role)));
  const userIds = [people[1], people[3]].map((member) => member?.userId ?? "");
  await callerFor(services, await home.as("owner")).groups.save({ name: "legal", userIds });
  await start(home, { assignees: ["group:legal"] });
  await tell(pool);
  expect(await Promise.all(people.map(unreadOf))).toEqual([0, 1, 0, 0]);
});

test("a review is told to a person who is named by e-mail, and to the owners when those who are named are not there", async () => {
  const home = await newWorkspace(services);
  const [owner, reviewer] = [await home.as("owner"), await home.as("reviewer")];
  await start(home, { assignees: [`user:${reviewer.email.toUpperCase()}`] });
  await tell(pool);
  expect([await unreadOf(owner), await unreadOf(reviewer)]).toEqual([0, 1]);
  await start(home, { assignees: ["user:gone@example.org"] });
  await tell(pool);
  expect([await unreadOf(owner), await unreadOf(reviewer)]).toEqual([1, 1]);
});

test("whoever has to decide is told again when the review is due soon, and when it is overdue, once each", async () => {
  const home = await newWorkspace(services);
  const reviewer = await home.as("reviewer");
  const { openedAt, reviewId } = await start(home, { dueMs: 8 * HOUR });
  const at = (hours: number) => new Date(openedAt + hours * HOUR + 1_000);
  await tell(pool, { now: at(0) });
  await tell(pool, { now: at(5) });
  expect(await kindsTo(reviewer)).toEqual(["review_assigned"]);
  await tell(pool, { now: at(6) });
  await tell(pool, { now: at(7) });
  expect(await kindsTo(reviewer)).toEqual(["review_assigned", "review_due_soon"]);
  await tell(pool, { now: at(8) });
  await tell(pool, { now: at(80) });
  expect(await kindsTo(reviewer)).toEqual(["review_assigned", "review_due_soon", "review_overdue"]);
  const dueAt = new Date(openedAt + 8 * HOUR).toISOString();
  expect((await toldTo(reviewer))[0]?.dueAt).toBe(dueAt);
  expect((await callerFor(services, reviewer).reviews.get({ reviewId })).dueAt).toBe(dueAt);
});

test("a review that is due in weeks is due soon a day before", async () => {
  const home = await newWorkspace(services);
  const reviewer = await home.as("reviewer");
  const { openedAt } = await start(home, { dueMs: 400 * HOUR });
  await tell(pool, { now: new Date(openedAt + HOUR) });
  await tell(pool, { now: new Date(openedAt + 375 * HOUR) });
  expect(await kindsTo(reviewer)).toEqual(["review_assigned"]);
  await tell(pool, { now: new Date(openedAt + 377 * HOUR) });
  expect(await kindsTo(reviewer)).toEqual(["review_assigned", "review_due_soon"]);
});

test("of a review that was decided nothing is told any more, and what was told is not unread", async () => {
  const home = await newWorkspace(services);
  const [editor, reviewer] = [await home.as("editor"), await home.as("reviewer")];
  const { reviewId, openedAt } = await start(home, { dueMs: 8 * HOUR });
  await tell(pool, { now: new Date(openedAt + 1_000) });
  expect(await unreadOf(reviewer)).toBe(1);
  const { taskId, attempt, contentHash } = await callerFor(services, editor).reviews.get({ reviewId });
  const seen = { reviewId, taskId, attempt, contentHash };
  await callerFor(services, editor).reviews.decide({ ...seen, decision: "approved" });
  await tell(pool, { now: new Date(openedAt + 9 * HOUR) });
  expect(await toldTo(reviewer)).toMatchObject([{ kind: "review_assigned", isUnread: false }]);
  expect(await unreadOf(reviewer)).toBe(0);
});

test("the reviews of a fan-out are told as one", async () => {
  const home = await newWorkspace(services);
  const reviewer = await home.as("reviewer");
  const { reviewId } = await start(home);
  await pool.query("update task set subtask = 0 where id = (select task_id from review where id = $1)", [reviewId]);
  await pool.query(
    `with task as (
       insert into task (run_id, stage_id, subtask, status) select run_id, stage_id, n, 'awaiting_review' from review, generate_series(1, 3) n where id = $1
       returning id
     )
     insert into review (workspace_id, run_id, task_id, stage_id, attempt, content_hash, summary, on_reject)
     select v.workspace_id, v.run_id, t.id, v.stage_id, 1, 'x', '', 'fail' from review v, task t where v.id = $1`,
    [reviewId],
  );
  await tell(pool);
  expect(await toldTo(reviewer)).toMatchObject([
    { kind: "review_assigned", isMany: true, headline: null, isUnread: true },
  ]);
  await pool.query("update review set status = 'canceled' where id = $1", [reviewId]);
  expect(await unreadOf(reviewer)).toBe(1);
});

test("a run that failed is told to whoever started it, with a key as well, and again when it fails again", async () => {
  const home = await newWorkspace(services);
  const [owner, editor] = [await home.as("owner"), await home.as("editor")];
  const runId = await fail(home, await home.as("editor", "key"));
  await tell(pool);
  await tell(pool);
  expect(await toldTo(editor)).toMatchObject([{ kind: "run_failed", runId, reviewId: null, isUnread: true }]);
  await callerFor(services, editor).runs.retry({ runId, epoch: 0 });
  await runTasks(pool, () => FAILED);
  await tell(pool);
  expect(await kindsTo(editor)).toEqual(["run_failed", "run_failed"]);
  expect(await toldTo(owner)).toEqual([]);
});

test("a run that nobody started is told to whoever published its version, else to the owners", async () => {
  const home = await newWorkspace(services);
  const [owner, editor] = [await home.as("owner"), await home.as("editor")];
  const runId = await fail(home, owner);
  await pool.query("update run set started_by = 'schedule nightly' where id = $1", [runId]);
  await tell(pool);
  expect([await unreadOf(owner), await unreadOf(editor)]).toEqual([0, 1]);
  await callerFor(services, owner).people.remove({ userId: editor.userId });
  await pool.query("update run set told_epoch = null where id = $1", [runId]);
  await pool.query("delete from notification where run_id = $1", [runId]);
  await tell(pool);
  expect(await unreadOf(owner)).toBe(1);
});

test("a run that another waits for is not told of, and the runs of a batch are told as one", async () => {
  const home = await newWorkspace(services);
  const editor = await home.as("editor");
  const [awaited, first, second] = [await fail(home, editor), await fail(home, editor), await fail(home, editor)];
  await pool.query("update run set is_awaited = true, origin_run_id = id, origin_task_id = 1 where id = $1", [awaited]);
  await pool.query("update run set batch_id = 77 where id = any ($1)", [[first, second]]);
  await tell(pool);
  expect(await toldTo(editor)).toMatchObject([{ kind: "run_failed", runId: first, batchId: 77 }]);
});

test("notifications are marked as read and unread, one by one or all, and those of others are left alone", async () => {
  const home = await newWorkspace(services);
  const [editor, reviewer] = [await home.as("editor"), await home.as("reviewer")];
  await start(home);
  await start(home);
  await tell(pool);
  const [first, second] = await toldTo(editor);
  const { markRead } = callerFor(services, editor).notifications;
  expect(await markRead({ ids: [first?.id ?? 0] })).toEqual({ unread: 1, newestId: second?.id });
  expect((await toldTo(editor)).map(({ isUnread }) => isUnread)).toEqual([false, true]);
  expect(await markRead({ ids: [first?.id ?? 0], isRead: false })).toMatchObject({ unread: 2 });
  expect(await callerFor(services, reviewer).notifications.markRead({ ids: [first?.id ?? 0] })).toMatchObject({
    unread: 2,
  });
  expect(await unreadOf(editor)).toBe(2);
  expect(await markRead({})).toMatchObject({ unread: 0 });
  expect(await unreadOf(reviewer)).toBe(2);
});

test("notifications are listed page by page, the newest first", async () => {
  const home = await newWorkspace(services);
  const editor = await home.as("editor");
  for (let index = 0; index < 3; index++) await start(home);
  await tell(pool);
  const { list } = callerFor(services, editor).notifications;
  const first = await list({ limit: 2 });
  const second = await list({ limit: 2, cursor: first.next });
  const ids = [...first.rows, ...second.rows].map(({ id }) => id);
  expect(ids).toHaveLength(3);
  expect(ids).toEqual(ids.toSorted((a, b) => b - a));
  expect(second.next).toBeNull();
});

test("who watches hears how many are unread, and again as soon as there is something new", async () => {
  const home = await newWorkspace(services);
  const reviewer = await home.as("reviewer");
  await start(home);
  const heard: number[] = [];
  for await (const { unread } of await callerFor(services, reviewer).notifications.watch()) {
    heard.push(unread);
    if (heard.length === 2) break;
    void tell(pool);
  }
  expect(heard).toEqual([0, 1]);
});
