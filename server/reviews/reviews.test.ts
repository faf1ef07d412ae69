import { beforeEach, describe, expect, test } from "vitest";
import type { Settlement } from "#core/settle.ts";
import { mayDecide } from "#server/reviews/may-decide.ts";
import { headlineOf } from "#server/reviews/review-row.ts";
import { gatedDefinition, publish } from "#server/testing/definitions.ts";
import { type GatedRun, gatedRun } from "#server/testing/gated-run.ts";
import { type Caller, callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { runTasks } from "#server/testing/run-tasks.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
let home: Workspace;
let reviewer: Caller;
let gated: GatedRun;

beforeEach(async () => {
  home = await newWorkspace(services);
  reviewer = callerFor(services, await home.as("reviewer"));
  gated = await gatedRun(services, home, "document.review");
});

const approve = (caller: Caller, more: object = {}) =>
  caller.reviews.decide({ ...gated.seen, decision: "approved", comment: "Fine", form: { risk: "low" }, ...more });

describe("an open review", () => {
  test("shows what is asked, and what led here", async () => {
    expect(await reviewer.reviews.count()).toEqual({ open: 1 });
    expect((await reviewer.reviews.list({})).rows).toMatchObject([
      {
        id: gated.reviewId,
        runId: gated.runId,
        stageTitle: "Approve",
        headline: "Please look",
        status: "open",
        itemId: "one",
      },
    ]);
    expect(await reviewer.reviews.get({ reviewId: gated.reviewId })).toMatchObject({
      id: gated.reviewId,
      contentHash: gated.seen.contentHash,
      attempt: 1,
      summary: "# Please **look**",
      assignees: ["role:reviewer"],
      mayDecide: true,
      ledHere: [{ stageId: "shape", title: "Shape", status: "completed" }],
    });
  });

  test("is listed oldest first, in pages; decided ones newest first", async () => {
    const ids = [gated.reviewId];
    for (const name of ["two", "three"]) ids.push((await gatedRun(services, home, name)).reviewId);
    const first = await reviewer.reviews.list({ limit: 2 });
    const second = await reviewer.reviews.list({ limit: 2, cursor: first.next });

    expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual(ids);
  });
});

describe("a decision", () => {
  test("closes the review and settles its task at once", async () => {
    expect(await approve(reviewer)).toEqual({ runId: gated.runId, status: "decided" });

    const { by } = await home.as("reviewer");
    expect(await reviewer.reviews.get({ reviewId: gated.reviewId })).toMatchObject({
      status: "decided",
      decision: "approved",
      decidedBy: by,
      comment: "Fine",
      formData: { risk: "low" },
      mayDecide: false,
    });
    expect(await reviewer.runs.get({ runId: gated.runId })).toMatchObject({ status: "completed" });
    expect((await reviewer.reviews.list({ status: "decided" })).rows).toMatchObject([{ id: gated.reviewId }]);
    expect(await reviewer.reviews.count()).toEqual({ open: 0 });
    const { output } = await reviewer.runs.task({ runId: gated.runId, taskId: gated.taskId });
    expect(output?.value).toMatchObject({ decision: "approved", form: { risk: "low" }, decidedBy: by });
  });

  test("by two people at once has one winner", async () => {
    const other = callerFor(services, await home.as("owner"));
    const results = await Promise.allSettled([approve(reviewer), approve(other, { decision: "rejected" })]);

    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(results.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "CONFLICT" } });
  });

  test("repeated with its idempotency key gives the first answer, another decision under that key is refused", async () => {
    const first = await approve(reviewer, { idempotencyKey: "k" });

    expect(await approve(reviewer, { idempotencyKey: "k" })).toEqual(first);
    await expect(approve(reviewer, { idempotencyKey: "k", decision: "rejected" })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    await expect(approve(reviewer, { idempotencyKey: "other" })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("to reject needs no form and fails the stage", async () => {
    await reviewer.reviews.decide({ ...gated.seen, decision: "rejected", comment: "No" });

    expect(await reviewer.runs.get({ runId: gated.runId })).toMatchObject({ status: "failed" });
  });

  test("to approve needs the form that the gate asks for", async () => {
    await expect(approve(reviewer, { form: undefined })).rejects.toMatchObject({
      code: "BAD_REQUEST",
      cause: { field: "form.risk" },
    });
  });

  test("is not for those who are not named", async () => {
    const editor = callerFor(services, await home.as("editor"));

    expect((await editor.reviews.get({ reviewId: gated.reviewId })).mayDecide).toBe(false);
    await expect(approve(editor)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("on the review of a canceled run is refused", async () => {
    await callerFor(services, await home.as("owner")).runs.cancel({ runId: gated.runId });

    await expect(approve(reviewer)).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("canceled"),
    });
    await runTasks(services.pool, () => ({ to: "completed", output: null }));
    expect(await reviewer.runs.get({ runId: gated.runId })).toMatchObject({ status: "canceled" });
  });
});

test("who may decide is told by assignees and role", async () => {
  const who = {
    reviewer: await home.as("reviewer"),
    editor: await home.as("editor"),
    owner: await home.as("owner"),
    viewer: await home.as("viewer"),
  };
  const named = `user:${who.editor.email.toUpperCase().replace("USER:", "")}`;

  const may = (one: keyof typeof who, assignees: string[]) => mayDecide(services.pool, who[one], assignees);

  expect([await may("reviewer", []), await may("editor", []), await may("viewer", [])]).toEqual([true, true, false]);
  expect([await may("reviewer", ["role:editor"]), await may("owner", ["role:editor"])]).toEqual([false, true]);
  expect([await may("editor", [named]), await may("reviewer", [named])]).toEqual([true, false]);
  expect(await mayDecide(services.pool, { ...who.editor, kind: "key" }, [named])).toBe(false);
  expect(await may("viewer", ["role:viewer"])).toBe(false);
});

test.each([
  ["\n\n## **GPL-3** with 18 findings\n\nmore", "GPL-3 with 18 findings"],
  ["- see [the text](https://example.org) `now`", "see the text now"],
  ["---\nsnake_case_name stays", "snake_case_name stays"],
  ["", ""],
])("the headline of %j is %j", (markdown, headline) => {
  expect(headlineOf(markdown)).toBe(headline);
});

describe("a review of a stage's own output", () => {
  test("says why it was opened and shows every attempt; an approval completes the stage with what was seen", async () => {
    const editor = callerFor(services, await home.as("editor"));
    const definition = gatedDefinition("checked.review");
    const [shape] = definition.stages;
    if (!shape) throw new Error("There is a first stage");
    const check = { expression: "false", review: "onEscalation" as const, onExhausted: "fail" as const };
    await publish(editor, { ...definition, stages: [{ ...shape, check }], dependencies: [] });
    const { runId } = await editor.runs.start({ workflow: "checked.review", input: { id: "one" } });
    const feedback = { summary: "Too short", criteria: [{ name: "length", passed: false }] };
    const settled: Settlement = {
      to: "awaiting_review",
      output: { text: "a" },
      review: {
        summary: "**Escalated after 1 attempt:** Too short",
        details: { text: "a" },
        form: null,
        assignees: [],
        onReject: "fail",
        check: { reason: "escalation" },
      },
    };
    await runTasks(services.pool, () => settled, {
      record: { durationMs: 5, output: { text: "a" }, verdict: "rejected", feedback },
    });

    const { rows } = await reviewer.reviews.list({});
    const [row] = rows.filter((review) => review.runId === runId);
    expect(row).toMatchObject({ reason: "escalation", headline: "Escalated after 1 attempt: Too short" });
    if (!row) throw new Error("No review was opened");
    const review = await reviewer.reviews.get({ reviewId: row.id });
    expect(review.attempts).toMatchObject([
      { number: 1, verdict: "rejected", feedback, output: { value: { text: "a" } } },
    ]);

    const { taskId, attempt, contentHash } = review;
    await reviewer.reviews.decide({ reviewId: row.id, taskId, attempt, contentHash, decision: "approved" });

    const task = await reviewer.runs.task({ runId, taskId });
    expect(task).toMatchObject({ status: "completed", output: { value: { text: "a" } }, checked: [{ number: 1 }] });
  });

  test("a gate has no reason and no attempts to look back at", async () => {
    expect(await reviewer.reviews.get({ reviewId: gated.reviewId })).toMatchObject({ reason: null, attempts: [] });
  });
});
