import { expect, test } from "#e2e/session.ts";

test("a broken draft cannot be published and says why, until it is mended", async ({ page }) => {
  await page.getByRole("button", { name: "New workflow" }).first().click();
  await page.getByLabel("Title").fill("Broken draft");
  await page.getByRole("button", { name: "Create" }).click();
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  const publish = page.getByRole("button", { name: "Publish", exact: true });

  await publish.click();
  await expect(page.getByRole("dialog")).toContainText("The workflow has no stages yet");
  await page.getByRole("button", { name: "Close" }).click();

  await page.keyboard.press("a");
  await expect(page.getByPlaceholder("Add stage…")).toBeFocused();
  await page.keyboard.type("transform");
  await page.keyboard.press("Enter");
  await inspector.getByRole("textbox", { name: "Expression" }).fill("input.prices[");
  await expect(page.getByRole("article", { name: "transform, 1 problem" })).toBeVisible();
  await expect(inspector.getByRole("alert")).toContainText("does not compile");

  await page.getByRole("region", { name: "Add stage" }).getByRole("button", { name: "Code" }).click();
  await inspector.getByRole("textbox", { name: "Code" }).fill("export default (input) => {");
  await expect(page.getByRole("article", { name: "code, 1 problem" })).toBeVisible();

  await publish.click();
  const dialog = page.getByRole("dialog", { name: "This draft cannot be published yet" });
  await expect(dialog.getByRole("listitem")).toHaveCount(2);
  await expect(dialog.getByRole("button", { name: /^Publish version/ })).toBeHidden();
  await dialog.getByRole("button", { name: /transform/ }).click();
  await inspector.getByRole("textbox", { name: "Expression" }).fill("input.prices[0]");

  await page.getByRole("article", { name: "code, 1 problem" }).click();
  await inspector.getByRole("textbox", { name: "Code" }).fill("export default (input) => input;");
  await expect(page.getByRole("button", { name: /problems?$/ })).toBeHidden();

  await publish.click();
  await page.getByRole("button", { name: "Publish version 1" }).click();
  await expect(page.getByText("Version 1 is published")).toBeVisible();
});

test("what was drawn is still there after a reload, and undo takes it back", async ({ page }) => {
  await page.getByRole("button", { name: "New workflow" }).first().click();
  await page.getByLabel("Title").fill("Kept draft");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByText("No stages yet")).toBeVisible();
  await page.keyboard.press("a");
  await expect(page.getByPlaceholder("Add stage…")).toBeFocused();
  await page.keyboard.type("http");
  const saved = page.waitForResponse((response) => response.url().includes("workflows.saveDraft"));
  await page.keyboard.press("Enter");
  await saved;

  await page.reload();
  const fetch = page.getByRole("article", { name: /^fetch/ });
  await expect(fetch).toBeVisible();
  await fetch.click();
  await page.keyboard.press("Delete");
  await expect(fetch).toBeHidden();
  await page.keyboard.press("Control+z");
  await expect(fetch).toBeVisible();
});
