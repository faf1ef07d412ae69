import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expectAccessible } from "#e2e/axe.ts";
import { expect, test } from "#e2e/own-stack.ts";

const text = (id: string) => readFileSync(`examples/license-review/texts/${id}.txt`, "utf8");

const decision = (page: Page) => page.getByRole("region", { name: "Decision", exact: true });
const openReviews = (page: Page) => page.getByRole("list", { name: "Open reviews" }).getByRole("link");
const review = (page: Page) => page.getByRole("article", { name: "Approve" });

test("reviews are approved and rejected by keyboard alone, once each", async ({ page, context, heddle }) => {
  const runIds: number[] = [];
  for (const id of ["MIT", "ISC"]) {
    const input = { id, name: id, text: text(id) };
    const { runId } = await heddle.runs.start.mutate({ workflow: "license.review", input });
    runIds.push(runId);
    await expect.poll(async () => (await heddle.runs.get.query({ runId })).status).toBe("awaiting_review");
  }
  const [approvedRun, rejectedRun] = runIds;

  await page.goto("/inbox");
  await expect(openReviews(page)).toHaveCount(2);
  await expect(review(page).getByText("MIT", { exact: false }).first()).toBeVisible();
  await expectAccessible(page);
  const otherTab = await context.newPage();
  await otherTab.goto(`${await reviewPath(page)}`);
  await expect(review(otherTab)).toBeVisible();

  await page.bringToFront();
  await page.keyboard.press("j");
  await expect(page.getByRole("link", { name: `run ${rejectedRun}`, exact: true })).toBeVisible();
  await page.keyboard.press("k");
  await expect(page.getByRole("link", { name: `run ${approvedRun}`, exact: true })).toBeVisible();

  await page.keyboard.press("e");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("radio", { name: "medium" })).toBeChecked();
  await page.keyboard.press("a");
  await expect(page.getByText("Approved: Approve, MIT")).toBeVisible();
  await expect(openReviews(page)).toHaveCount(1);
  await expect(page.getByRole("link", { name: `run ${rejectedRun}`, exact: true })).toBeVisible();

  await page.keyboard.press("r");
  await expect(page.getByLabel("Why do you reject it?")).toBeFocused();
  await page.keyboard.type("Ask the authors for a newer one.");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText("Rejected: Approve, ISC")).toBeVisible();
  await expect(page.getByText("All is decided")).toBeVisible();
  await expectAccessible(page);

  await otherTab.bringToFront();
  await otherTab.keyboard.press("e");
  await otherTab.keyboard.press("Space");
  await otherTab.keyboard.press("Control+Enter");
  await expect(otherTab.getByText(/was approved already by olive@example\.org/).first()).toBeVisible();
  await expect(decision(otherTab)).toContainText("Approved by olive@example.org");

  await page.goto(`/runs/${approvedRun}?stage=approve`);
  await expect(page.locator("main header").first()).toContainText("Completed");
  await expect(decision(page)).toContainText("approved");
  await expect(decision(page)).toContainText("olive@example.org");
  await expect(decision(page).getByRole("time")).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("a");
  await expect(
    page.getByRole("tabpanel", { name: "Artifacts" }).getByRole("link", { name: "report.md" }),
  ).toBeVisible();

  await page.goto(`/runs/${rejectedRun}?stage=approve&view=artifacts`);
  await expect(decision(page)).toContainText("rejected");
  await expect(decision(page)).toContainText("Ask the authors for a newer one.");
  await expect(
    page.getByRole("tabpanel", { name: "Artifacts" }).getByRole("link", { name: "notice.md" }),
  ).toBeVisible();
});

/** Where the review stands that the inbox shows now. */
const reviewPath = async (page: Page) => (await openReviews(page).first().getAttribute("href")) ?? "";
