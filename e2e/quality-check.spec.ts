import type { Page } from "@playwright/test";
import { expectAccessible } from "#e2e/axe.ts";
import { expect, test } from "#e2e/own-stack.ts";

const NAME = "text.write";
const VERDICT =
  '{ "verdict": "rejected", "feedback": { "summary": "Too short: " & output.text, "criteria": [{ "name": "length", "expected": 100, "actual": $length(output.text), "passed": false }] } }';

const inspector = (page: Page) => page.getByRole("complementary", { name: "Inspector" });

test("an output that its check rejects twice is escalated, and approved with its history in sight", async ({
  page,
  heddle,
}) => {
  await heddle.workflows.create.mutate({ name: NAME, title: "Write a text" });
  const { revision, draft } = await heddle.workflows.get.query({ name: NAME });
  const write = {
    id: "write",
    kind: "transform" as const,
    title: "Write",
    config: { expression: '{ "text": "draft " & (feedback ? "two" : "one") }' },
  };
  const after = {
    id: "after",
    kind: "transform" as const,
    title: "After",
    config: { expression: "stages.write.output.text" },
  };
  const definition = {
    ...draft,
    itemId: { $: "input.id" },
    stages: [
      { ...write, retry: { maxAttempts: 2, backoffMs: 0 }, position: { x: 400, y: 0 } },
      { ...after, position: { x: 0, y: 0 } },
    ],
    dependencies: [{ from: "write", to: "after" }],
  };
  await heddle.workflows.saveDraft.mutate({ name: NAME, revision, definition });

  await page.goto(`/workflows/${NAME}`);
  await page.getByRole("article", { name: /^Write(,|$)/ }).click();
  const check = inspector(page).getByRole("region", { name: "Quality check" });
  await check.getByLabel("Judged by").selectOption("An expression");
  const verdict = check.getByRole("textbox", { name: "Verdict" });
  await verdict.fill(VERDICT);
  await verdict.blur();
  await check.getByLabel("A person decides").selectOption("When the attempts are used up");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("button", { name: "Publish version 1" }).click();
  await expect(page.getByText("Version 1 is published")).toBeVisible();

  const { runId } = await heddle.runs.start.mutate({ workflow: NAME, input: { id: "letter" } });
  await page.goto(`/runs/${runId}?stage=write&tab=attempts`);
  const attempts = page.getByRole("tabpanel", { name: "Attempts" });
  await expect(attempts.getByText("rejected by its check")).toHaveCount(2);
  await expect(attempts.getByText("Too short: draft two")).toBeVisible();
  await expect(attempts.getByRole("table", { name: "Criteria of attempt 1" })).toContainText("100");
  await expectAccessible(page);

  await page.goto("/inbox");
  await expect(page.getByRole("list", { name: "Open reviews" }).getByRole("link")).toContainText("Escalated");
  const review = page.getByRole("article", { name: "Write" });
  await expect(review.getByText("Escalated after 2 attempts: Too short: draft two")).toBeVisible();
  await expect(review.getByRole("region", { name: "Attempts" }).getByRole("listitem")).toHaveCount(2);
  await expectAccessible(page);
  await page.keyboard.press("a");
  await expect(page.getByText("Approved: Write, letter")).toBeVisible();

  await expect.poll(async () => (await heddle.runs.get.query({ runId })).status).toBe("completed");
  await page.goto(`/runs/${runId}?stage=after&tab=output`);
  await expect(page.getByRole("tabpanel", { name: "Output" })).toContainText("draft two");
});
