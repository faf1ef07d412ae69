import type { Page } from "@playwright/test";
import type { Heddle } from "#cli/connect.ts";
import { Definition } from "#core/definition.ts";
import { expectAccessible } from "#e2e/axe.ts";
import { test as base, expect } from "#e2e/own-stack.ts";

const NAME = "page.write";
const ITEM = "about-tea";

const code = (id: string, title: string, source: string) => ({
  id,
  kind: "code" as const,
  title,
  input: {},
  config: { source: `export default async (input, { feedback }) => ${source};` },
});

/** A text and a price, shown at a gate. The text is another one for those who said what is wrong with it. */
const definition = Definition.parse({
  heddle: 1,
  name: NAME,
  title: "Write a page",
  itemId: { $: "input.id" },
  stages: [
    code(
      "write",
      "Write",
      `({ text: feedback ? "Tea\\nAsked for: " + feedback.summary + "\\nThe end" : "Tea\\nIt is hot, and wet, and warm\\nThe end" })`,
    ),
    code("price", "Price", "({ amount: 12 })"),
    code("proof", "Proof", `({ isClean: true })`),
    {
      id: "approve",
      kind: "review",
      title: "Approve",
      config: {
        summary: "Is this fit for the site?",
        details: {
          text: { $: "stages.write.output.text" },
          cost: { $: "stages.price.output.amount" },
          checks: [{ name: "Spelling", isClean: { $: "stages.proof.output.isClean" } }],
        },
      },
    },
    {
      id: "publish",
      kind: "transform",
      title: "Publish",
      input: {},
      config: { expression: "stages.approve.output.content" },
    },
  ],
  dependencies: [
    { from: "write", to: "proof" },
    { from: "proof", to: "approve" },
    { from: "price", to: "approve" },
    { from: "approve", to: "publish" },
  ],
});

/** A text for each part, and a gate for each text. */
const inParts = Definition.parse({
  heddle: 1,
  name: "parts.write",
  title: "Write parts",
  itemId: { $: "input.id" },
  stages: [
    code("parts", "Parts", `["north", "south", "east"]`),
    {
      ...code("write", "Write", `({ text: input.part + ": " + (feedback ? feedback.summary : "plain") })`),
      forEach: { items: { $: "stages.parts.output" } },
      input: { part: { $: "subtask.item" } },
    },
    {
      id: "approve",
      kind: "review",
      title: "Approve",
      forEach: { items: { $: "stages.write.output" } },
      config: { summary: "Is this part fit?", details: { $: "subtask.item" } },
    },
    {
      id: "publish",
      kind: "transform",
      title: "Publish",
      input: {},
      config: { expression: "stages.approve.output.content.text" },
    },
  ],
  dependencies: [
    { from: "parts", to: "write" },
    { from: "write", to: "approve" },
    { from: "approve", to: "publish" },
  ],
});

const test = base.extend<{ runId: number }>({
  runId: async ({ heddle }, use) => use(await startOf(heddle, definition)),
});

/** A run of a workflow that stands at its gate. */
async function startOf(heddle: Heddle, { name, title, ...rest }: Definition): Promise<number> {
  await heddle.workflows.create.mutate({ name, title });
  const { revision } = await heddle.workflows.get.query({ name });
  const saved = await heddle.workflows.saveDraft.mutate({ name, revision, definition: { name, title, ...rest } });
  await heddle.workflows.publish.mutate({ name, revision: saved.revision });
  const { runId } = await heddle.runs.start.mutate({ workflow: name, input: { id: ITEM } });
  await statusOf(heddle, runId, "awaiting_review");
  return runId;
}

const statusOf = (heddle: Heddle, runId: number, status: string) =>
  expect.poll(async () => (await heddle.runs.get.query({ runId })).status, { timeout: 60_000 }).toBe(status);

const outputOf = async (heddle: Heddle, runId: number, stageId: string) => {
  const { stages } = await heddle.runs.get.query({ runId });
  const taskId = stages.find((stage) => stage.stageId === stageId)?.taskId ?? 0;
  return (await heddle.runs.task.query({ runId, taskId })).output?.value;
};

const openReviews = (page: Page) => page.getByRole("list", { name: "Open reviews" }).getByRole("link");
const review = (page: Page) => page.getByRole("article", { name: "Approve" });
const decision = (page: Page) => page.getByRole("region", { name: "Decision", exact: true });
const stage = (page: Page, title: string) => review(page).getByRole("checkbox", { name: title, exact: true });
const mark = (page: Page, place: string) => review(page).getByRole("button", { name: `Mark ${place}`, exact: true });

test("changes are asked for, made, shown as a diff and approved, by keyboard", async ({ page, heddle, runId }) => {
  await page.goto("/inbox");
  await expect(review(page).getByText("It is hot, and wet, and warm")).toBeVisible();

  await test.step("what is marked says which stages do it over", async () => {
    await page.keyboard.press("c");
    const comment = page.getByLabel("What should be different?");
    await expect(comment).toBeFocused();
    for (const title of ["Write", "Price", "Proof"]) await expect(stage(page, title)).toBeChecked();

    await page.keyboard.press("Shift+Tab");
    await expect(review(page).getByRole("region", { name: "Checks" })).toBeFocused();
    await page.keyboard.press("Shift+Tab");
    await expect(mark(page, "Text")).toBeFocused();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    await expect(mark(page, "Text, line 2")).toHaveAttribute("aria-pressed", "true");
    await expect(stage(page, "Write")).toBeChecked();
    await expect(stage(page, "Price")).not.toBeChecked();
    await expect(stage(page, "Proof")).not.toBeChecked();
    await expect(page.getByText("What depends on them follows: Proof. Then Approve opens again.")).toBeVisible();
    await page.keyboard.press("Tab");
    await expect(page.getByLabel("Note on Text, line 2")).toBeFocused();
    await page.keyboard.type("Too many words");
    await expectAccessible(page);
  });

  await test.step("it says what should be different, or is not sent", async () => {
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect(page.getByText("Say what should be different.")).toBeVisible();
    await expect(page.getByLabel("What should be different?")).toBeFocused();
    await page.keyboard.type("fewer words");
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect(page.getByText(`Sent back: Approve, ${ITEM}`)).toBeVisible();
  });

  await test.step("the gate opens anew and shows what changed", async () => {
    await statusOf(heddle, runId, "awaiting_review");
    await openReviews(page).filter({ hasText: "Round 2" }).click();
    await expect(review(page)).toContainText("Round 2 of 10");
    const details = review(page).getByRole("region", { name: "Details", exact: true }).first();
    await expect(details).toContainText("What changed since round 1");
    await expect(details).toContainText("olive@example.org asked for");
    await expect(details.getByRole("list", { name: "Marks" })).toHaveText("Text, line 2 — Too many words");
    await expect(details.getByRole("deletion").filter({ hasText: "It is hot" }).first()).toBeVisible();
    await expect(details.getByRole("insertion").filter({ hasText: "fewer words" }).first()).toBeVisible();
    await page.keyboard.press("d");
    await expect(details.getByRole("deletion")).toHaveCount(0);
    await expect(details).toContainText("Asked for: fewer words");
    await page.getByText("Earlier rounds").click();
    await expect(review(page).getByRole("listitem").filter({ hasText: "Round 1" })).toContainText("Done over: Write");
    await expectAccessible(page);
  });

  await page.keyboard.press("a");
  await expect(page.getByText(`Approved: Approve, ${ITEM}`)).toBeVisible();
  await statusOf(heddle, runId, "completed");
  const { stages } = await heddle.runs.get.query({ runId });
  expect(Object.fromEntries(stages.map(({ stageId, round }) => [stageId, round]))).toEqual({
    write: 2,
    price: 1,
    proof: 2,
    approve: 2,
    publish: 2,
  });

  await page.getByRole("button", { name: "Decided" }).click();
  await page.getByRole("list", { name: "Decided reviews" }).getByRole("link").filter({ hasText: "Sent back" }).click();
  await expect(decision(page)).toContainText("Sent back by olive@example.org");
  await expect(decision(page)).toContainText("fewer words");
  await expect(decision(page)).toContainText("Text, line 2 — Too many words");
  await expectAccessible(page);
});

test("fields and rows are marked by a click, stages are picked by hand, and the draft stays", async ({
  page,
  heddle,
  runId,
}) => {
  const other = await heddle.runs.start.mutate({ workflow: NAME, input: { id: "about-milk" } });
  await statusOf(heddle, other.runId, "awaiting_review");
  await page.goto("/inbox");
  await expect(openReviews(page)).toHaveCount(2);
  await page.getByRole("button", { name: "Request changes…" }).click();
  await review(page).getByText("12", { exact: true }).click();
  await expect(page.getByLabel("Note on Cost")).toBeFocused();
  await page.keyboard.type("Too much");
  await page.keyboard.press("Enter");
  await expect(mark(page, "Cost")).toBeFocused();
  await expect(stage(page, "Price")).toBeChecked();
  await expect(stage(page, "Write")).not.toBeChecked();
  await review(page).getByRole("cell", { name: "Spelling" }).click();
  await expect(mark(page, "Checks, row 1")).toHaveAttribute("aria-pressed", "true");
  await expect(stage(page, "Proof")).toBeChecked();
  await mark(page, "Checks, row 1").click();
  await expect(stage(page, "Proof")).not.toBeChecked();

  await stage(page, "Write").click();
  await expect(page.getByText("Chosen by you.")).toBeVisible();
  await page.getByLabel("What should be different?").fill("Cheaper");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Approve", exact: true })).toBeVisible();
  await page.keyboard.press("j");
  await expect(review(page).getByRole("link", { name: `run ${other.runId}`, exact: true })).toBeVisible();
  await page.keyboard.press("k");
  await expect(review(page).getByRole("link", { name: `run ${runId}`, exact: true })).toBeVisible();
  await page.keyboard.press("c");
  await expect(page.getByLabel("Note on Cost")).toHaveValue("Too much");
  await expect(page.getByLabel("What should be different?")).toHaveValue("Cheaper");
  await expect(stage(page, "Write")).toBeChecked();
  await page.getByRole("button", { name: "Send back" }).click();
  await expect(openReviews(page).filter({ hasText: "Round 2" })).toHaveCount(1);
  const { stages } = await heddle.runs.get.query({ runId });
  expect(Object.fromEntries(stages.map(({ stageId, round }) => [stageId, round]))).toEqual({
    write: 2,
    price: 2,
    proof: 2,
    approve: 2,
    publish: 2,
  });
});

test("a decision on what changed meanwhile is refused, shows what changed, and goes on with its comment", async ({
  page,
  heddle,
  runId,
}) => {
  await page.goto("/inbox");
  await expect(review(page).getByText("It is hot, and wet, and warm")).toBeVisible();
  const { rows } = await heddle.reviews.list.query({});
  const seen = await heddle.reviews.get.query({ reviewId: rows[0]?.id ?? 0 });
  await page.getByLabel("Comment").fill("Good as it is");

  const { taskId, attempt, contentHash } = seen;
  await heddle.reviews.requestChanges.mutate({
    reviewId: seen.id,
    taskId,
    attempt,
    contentHash,
    comment: "colder",
    stages: ["write"],
  });
  await statusOf(heddle, runId, "awaiting_review");
  await page.keyboard.press("ControlOrMeta+Enter");

  await expect(review(page).getByText("This changed since you opened it.")).toBeVisible();
  await expect(review(page)).toContainText("Round 2 of 10");
  await expect(review(page)).toContainText("What changed since you opened it");
  await expect(review(page).getByRole("insertion").filter({ hasText: "colder" }).first()).toBeVisible();
  await expect(page.getByLabel("Comment")).toHaveValue("Good as it is");
  await expectAccessible(page);
  expect((await heddle.runs.get.query({ runId })).status).toBe("awaiting_review");

  await page.getByLabel("Comment").press("ControlOrMeta+Enter");
  await statusOf(heddle, runId, "completed");
  await page.goto(`/runs/${runId}?stage=approve`);
  await expect(decision(page)).toContainText("Good as it is");
});

test("of a fan-out one subtask is sent back: it alone is made anew, and what was approved stays so", async ({
  page,
  heddle,
}) => {
  const runId = await startOf(heddle, inParts);
  await expect.poll(async () => (await heddle.reviews.list.query({})).rows.length, { timeout: 60_000 }).toBe(3);
  for (const { id: reviewId, subtask } of (await heddle.reviews.list.query({})).rows) {
    if (subtask === 1) continue;
    const { taskId, attempt, contentHash } = await heddle.reviews.get.query({ reviewId });
    await heddle.reviews.decide.mutate({ reviewId, taskId, attempt, contentHash, decision: "approved" });
  }

  await page.goto("/inbox");
  await expect(review(page)).toContainText("Subtask 2");
  await expect(review(page)).toContainText("south: plain");
  await page.keyboard.press("c");
  await expect(page.getByLabel("What should be different?")).toBeFocused();
  await expect(stage(page, "Write")).toBeChecked();
  await expect(stage(page, "Parts")).not.toBeChecked();
  await page.keyboard.type("louder");
  await page.keyboard.press("ControlOrMeta+Enter");

  await openReviews(page).filter({ hasText: "Round 2" }).click();
  await expect(openReviews(page)).toHaveCount(1);
  await expect(review(page)).toContainText("Subtask 2");
  await expect(review(page).getByRole("insertion").filter({ hasText: "louder" }).first()).toBeVisible();
  await page.keyboard.press("a");
  await statusOf(heddle, runId, "completed");
  expect(await outputOf(heddle, runId, "publish")).toEqual(["north: plain", "south: louder", "east: plain"]);
  const { rows } = await heddle.runs.subtasks.query({ runId, stageId: "write" });
  expect(rows.map(({ status }) => status)).toEqual(["skipped", "completed", "skipped"]);
});

test("what is approved with edits is shown as a diff before, and is what goes on", async ({ page, heddle, runId }) => {
  await page.goto("/inbox");
  await expect(review(page).getByText("It is hot, and wet, and warm")).toBeVisible();
  await page.keyboard.press("Shift+E");
  await expect(page.getByLabel("Text")).toBeFocused();
  await page.getByLabel("Text").fill("Tea\nIt is hot\nThe end");
  await page.getByLabel("Cost").fill("10");
  await expectAccessible(page);
  await page.getByLabel("Cost").press("ControlOrMeta+Enter");

  await expect(review(page)).toContainText("Your edits");
  await expect(review(page).getByRole("insertion").filter({ hasText: "10" }).first()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Approve with edits" }).click();
  await expect(page.getByText(`Approved with edits: Approve, ${ITEM}`)).toBeVisible();
  await statusOf(heddle, runId, "completed");
  expect(await outputOf(heddle, runId, "publish")).toEqual({
    text: "Tea\nIt is hot\nThe end",
    cost: 10,
    checks: [{ name: "Spelling", isClean: true }],
  });

  await page.getByRole("button", { name: "Decided" }).click();
  await expect(decision(page)).toContainText("Approved with edits by olive@example.org");
  await expect(review(page).getByRole("deletion").filter({ hasText: "12" }).first()).toBeVisible();
  await expectAccessible(page);
});
