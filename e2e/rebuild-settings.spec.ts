import type { Page } from "@playwright/test";
import { expectAccessible } from "#e2e/axe.ts";
import { expect, test } from "#e2e/session.ts";

const inspector = (page: Page) => page.getByRole("complementary", { name: "Inspector" });
const stage = (page: Page, title: string) => page.getByRole("article", { name: new RegExp(`^${title}(,|$)`) });

/** Adds a transform to the draft; each stands after the one that was added before. */
async function addStage(page: Page, title: string): Promise<void> {
  await page
    .getByRole("region", { name: "Add stage" })
    .getByRole("button", { name: /^Transform/ })
    .click();
  const panel = inspector(page);
  await panel.getByLabel("Title").fill(title);
  await panel.getByLabel("Id", { exact: true }).fill(title.toLowerCase());
  await panel.getByLabel("Id", { exact: true }).press("Enter");
  const expression = panel.getByRole("textbox", { name: "Expression" });
  await expression.fill(`'${title}'`);
  await expression.blur();
  await expect(stage(page, title)).toBeVisible();
}

test("what is cached and what a change does over is set in the editor, published, and still there after a reload", async ({
  page,
}) => {
  test.slow();
  await page.getByRole("button", { name: "New workflow" }).first().click();
  await page.getByLabel("Title").fill("Rebuild settings");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByText("No stages yet")).toBeVisible();
  for (const title of ["Voice", "Music", "Mix"]) await addStage(page, title);
  await page.getByRole("button", { name: "Arrange" }).click();
  await expect(page.getByRole("button", { name: "Arrange" })).toBeEnabled();

  const panel = inspector(page);
  await stage(page, "Voice").click();
  const cache = panel.getByRole("region", { name: "Cache" });
  await expect(cache.getByLabel("Version")).toBeHidden();
  await cache.getByLabel("Its output is").selectOption("Found again by any run");
  await cache.getByLabel("Unit").selectOption("hours");
  await cache.getByLabel("For how long").fill("36");
  await cache.getByLabel("Version").fill("2");
  await expectAccessible(page);

  // Nothing is selected: the inspector shows the workflow.
  await page.locator(".react-flow__pane").click({ position: { x: 500, y: 500 } });
  const changes = panel.getByRole("region", { name: "Changes" });
  await changes.getByRole("button", { name: "Add change" }).click();
  const name = changes.getByLabel("Change 1", { exact: true });
  await name.fill("full_rebuild");
  await expect(changes.getByText("full_rebuild is there already, and means all stages.")).toBeVisible();
  await name.fill("audio.update");
  await name.press("Enter");
  const change = changes.getByRole("group", { name: "audio.update", exact: true });
  await expect(change.getByText("changeRequests.audio.update names no stage yet")).toBeVisible();

  const pick = change.getByRole("button", { name: "Pick in the graph" });
  await pick.click();
  await expect(page.getByText("Click the stages that audio.update does over")).toBeVisible();
  await stage(page, "Voice").click();
  await stage(page, "Mix").click();
  await stage(page, "Mix").click();
  await stage(page, "Music").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText("2 picked")).toBeVisible();
  await expect(page.locator(".is-highlighted")).toHaveCount(2);
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(page.getByText("2 picked")).toBeHidden();
  await expect(page.locator(".is-highlighted")).toHaveCount(0);
  const chips = change.getByRole("list", { name: "Stages of audio.update" }).getByRole("listitem");
  await expect(chips).toHaveText(["Voice", "Music"]);

  await change.getByRole("button", { name: "Choose from a list" }).press("Enter");
  const list = page.getByRole("dialog", { name: "Stages that audio.update does over" });
  await list.getByRole("checkbox", { name: "Mix" }).press("Space");
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(chips).toHaveText(["Voice", "Music", "Mix"]);
  await change.getByRole("button", { name: "Take Mix out of audio.update" }).click();
  await expect(chips).toHaveText(["Voice", "Music"]);
  await expect(page.getByRole("button", { name: /problems?$/ })).toBeHidden();

  await stage(page, "Music").click();
  await panel.getByLabel("Id", { exact: true }).fill("song");
  await panel.getByLabel("Id", { exact: true }).press("Enter");
  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByRole("button", { name: "Publish version 1" }).click();
  await expect(page.getByText("Version 1 is published")).toBeVisible();

  await page.reload();
  await expect(chips).toHaveText(["Voice", "Music"]);
  await expect(name).toHaveValue("audio.update");
  await stage(page, "Voice").click();
  await expect(cache.getByLabel("Its output is")).toHaveValue("global");
  await expect(cache.getByLabel("For how long")).toHaveValue("36");
  await expect(cache.getByLabel("Unit")).toHaveValue("hours");
  await expect(cache.getByLabel("Version")).toHaveValue("2");
});
