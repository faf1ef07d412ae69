import { Definition } from "#core/definition.ts";
import { expectAccessible } from "#e2e/axe.ts";
import { expect, test } from "#e2e/own-stack.ts";

const NAME = "letter.write";

/** Writes a letter until somebody is content with it. */
const SOURCE = `export default async (input) => {
  const { review } = services.heddle;
  let letter = { to: input.id, text: "Dear all" };
  for (;;) {
    const { decision, value, comment, by } = await review({
      title: "The letter to " + input.id,
      value: letter,
      instructions: "It goes out **today**.",
    });
    if (decision === "approved") return { sent: value, by };
    letter = { ...letter, text: letter.text + ", " + comment };
  }
};`;

const { stages } = Definition.parse({
  heddle: 1,
  name: NAME,
  stages: [{ id: "write", kind: "code", title: "Write", config: { source: SOURCE } }],
});

test("code asks a person in its midst, is told what should be different, asks again, and goes on with the answer", async ({
  page,
  heddle,
}) => {
  test.slow();
  await heddle.workflows.create.mutate({ name: NAME, title: "Write a letter" });
  const { revision, draft } = await heddle.workflows.get.query({ name: NAME });
  const definition = { ...draft, itemId: { $: "input.id" }, stages };
  const saved = await heddle.workflows.saveDraft.mutate({ name: NAME, revision, definition });
  await heddle.workflows.publish.mutate({ name: NAME, revision: saved.revision });
  const { runId } = await heddle.runs.start.mutate({ workflow: NAME, input: { id: "Rosa" } });
  const isAsked = () => expect.poll(async () => (await heddle.reviews.count.query()).open, { timeout: 60_000 }).toBe(1);

  await isAsked();
  await page.goto(`/runs/${runId}?stage=write`);
  await expect(page.getByText("Write waits for a person's decision.")).toBeVisible();
  await expect(page.getByRole("article", { name: "Write, awaiting review" })).toBeVisible();
  const panel = page.getByRole("tabpanel", { name: "Review" });
  await expect(panel.getByRole("heading", { name: "The letter to Rosa" })).toBeVisible();
  await expectAccessible(page);
  await panel.getByRole("link", { name: "Decide in the inbox" }).click();

  const review = page.getByRole("article", { name: "Write" });
  await expect(review.getByRole("heading", { name: "The letter to Rosa" })).toBeVisible();
  await expect(review.getByText("Dear all")).toBeVisible();
  await expect(page.getByRole("list", { name: "Open reviews" }).getByText("The letter to Rosa")).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("c");
  await expect(page.getByLabel("What should be different?")).toBeFocused();
  await expect(page.getByText("Stages that do it over")).toBeHidden();
  await expectAccessible(page);
  await page.keyboard.type("it is warm");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Sent back: Write, Rosa")).toBeVisible();

  await isAsked();
  await page.goto("/inbox");
  await expect(review.getByText("Round 2")).toBeVisible();
  await expect(review.getByRole("heading", { name: "What changed since round 1" })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("a");
  await expect(page.getByText("Approved: Write, Rosa")).toBeVisible();

  await page.goto(`/runs/${runId}?stage=write&tab=output`);
  await expect(page.locator("main header").first()).toContainText("Completed", { timeout: 60_000 });
  const { taskId } = (await heddle.runs.get.query({ runId })).stages[0] ?? { taskId: 0 };
  expect((await heddle.runs.task.query({ runId, taskId })).output?.value).toEqual({
    sent: { to: "Rosa", text: "Dear all, it is warm" },
    by: "olive@example.org",
  });
});
