import { expect, test } from "#e2e/session.ts";

const LICENSE = "examples/license-review/texts/BSD-3-Clause.txt";

test("a license is run, watched, approved by keyboard, and its report fetched", async ({ page }) => {
  await page.goto("/workflows/license.review/run");
  await page.getByLabel("Id", { exact: false }).first().fill("BSD");
  await page.getByLabel("Name").fill("BSD");
  await page.getByLabel("File for License text").setInputFiles(LICENSE);
  await page.getByRole("button", { name: "Start run" }).click();

  await page.waitForURL(/\/runs\/\d+$/);
  const run = page.url();
  await expect(page.getByRole("article", { name: /^Parse, completed/i })).toBeVisible();
  await expect(page.getByRole("article", { name: /^Enrich, completed, (\d+) of \1/i })).toBeVisible();
  await expect(page.getByRole("article", { name: /^Approve, awaiting review/i })).toBeVisible();

  await page.getByRole("button", { name: "Show the review" }).click();
  await page.getByRole("link", { name: "Decide in the inbox" }).click();
  await expect(page.getByRole("region", { name: "Your decision" })).toBeVisible();
  await page.keyboard.press("e");
  await page.keyboard.press("Space");
  await expect(page.getByRole("radio", { checked: true })).toHaveCount(1);
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText(/^Approved: /)).toBeVisible();

  await page.goto(`${run}?stage=approve`);
  await expect(page.getByRole("region", { name: "Decision" })).toContainText("approved");
  await expect(page.getByRole("region", { name: "Decision" })).toContainText("olive@example.org");
  await expect(page.getByRole("article", { name: /^Export, completed/i })).toBeAttached();
  await expect(page.getByRole("article", { name: /^Notice, skipped/i })).toBeAttached();

  await page.keyboard.press("e");
  await expect(page.getByText("Run completed")).toBeVisible();
  await expect(page.getByText(/^approve approved by olive@example\.org/i)).toBeVisible();
  await page.keyboard.press("a");
  const downloaded = page.waitForEvent("download");
  await page.getByRole("link", { name: /^Download .*\.md/ }).click();
  expect((await downloaded).suggestedFilename()).toMatch(/\.md$/);
});

test("an input that does not fit is blamed at its field, and nothing is started", async ({ page }) => {
  await page.goto("/workflows/license.review/run");
  await page.getByLabel("Name").fill("Nothing");
  await page.getByRole("button", { name: "Start run" }).click();

  await expect(page.getByRole("alert").first()).toHaveText("This is needed.");
  await expect(page).toHaveURL(/\/workflows\/license\.review\/run$/);
});
