import { readFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "#e2e/session.ts";

const exampleText = (file: string) => readFileSync(`examples/license-review/${file}`, "utf8");
/** A stage is called by its title and, behind a comma, by what is to be known of it. */
const stage = (page: Page, title: string) => page.getByRole("article", { name: new RegExp(`^${title}(,|$)`) });
const inspector = (page: Page) => page.getByRole("complementary", { name: "Inspector" });

/** Chooses a kind in the palette and names the stage that comes of it. */
async function addStage(page: Page, kind: string, title: string): Promise<void> {
  await page.getByRole("region", { name: "Add stage" }).getByRole("button", { name: kind }).click();
  await inspector(page).getByLabel("Title").fill(title);
  const id = inspector(page).getByLabel("Id", { exact: true });
  await id.fill(title.toLowerCase());
  await id.press("Enter");
  await expect(stage(page, title)).toBeVisible();
}

/** Writes into a code field and leaves it, which closes its list of completions. */
async function write(panel: Locator, name: string, text: string): Promise<void> {
  const field = panel.getByRole("textbox", { name, exact: true });
  await field.fill(text);
  await field.blur();
}

/** Hovering waits until the graph stands still. */
async function dragBetween(page: Page, from: Locator, to: Locator): Promise<void> {
  await from.hover();
  await page.mouse.down();
  await to.hover({ force: true });
  await page.mouse.up();
}

const connect = (page: Page, from: string, to: string) =>
  dragBetween(page, stage(page, from).locator(".source"), stage(page, to).locator(".target"));

async function addField(group: Locator, name: string, type: string): Promise<void> {
  await group.getByRole("button", { name: "Add a field" }).click();
  const line = group.getByRole("listitem").last();
  await line.getByLabel("Name").fill(name);
  await line.getByLabel("Name").press("Enter");
  await line.getByLabel("Type").selectOption(type);
  await line.getByLabel("Required").check();
}

/** Sets the input or the details of the selected stage to named expressions. */
async function setRows(page: Page, label: string, rows: Record<string, string>): Promise<void> {
  const panel = inspector(page);
  await panel.getByLabel(label, { exact: true }).selectOption("Named fields");
  for (const [index, [name, expression]] of Object.entries(rows).entries()) {
    if (index > 0) await panel.getByRole("button", { name: `Add to ${label.toLowerCase()}` }).click();
    const field = panel.getByLabel(`Name ${index + 1}`, { exact: true });
    await field.fill(name);
    await field.press("Enter");
    await write(panel, `Value of ${name}`, expression);
  }
}

async function selectDependency(page: Page, from: string, to: string): Promise<void> {
  const dependency = page.getByLabel(new RegExp(`^Dependency from ${from} to ${to}`));
  await dependency.focus();
  await dependency.press("Enter");
}

test("the license workflow is built from nothing by mouse, published and run", async ({ page }) => {
  test.slow();
  await page.getByRole("button", { name: "New workflow" }).first().click();
  await page.getByLabel("Title").fill("License check");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { name: "License check" })).toBeVisible();
  await expect(page.getByText("No stages yet")).toBeVisible();

  const panel = inspector(page);
  const input = panel.getByRole("region", { name: "Input" });
  await addField(input, "id", "Text");
  await addField(input, "name", "Text");
  await addField(input, "text", "Text file");
  await write(panel, "Item id", "input.id");

  const canvas = page.getByRole("region", { name: "Workflow graph" });
  await page.getByRole("button", { name: /^Code/ }).dragTo(canvas, { targetPosition: { x: 320, y: 420 } });
  await panel.getByLabel("Title").fill("Parse");
  await panel.getByLabel("Id", { exact: true }).fill("parse");
  await panel.getByLabel("Id", { exact: true }).press("Enter");
  await write(panel, "Code", exampleText("parse.ts"));

  await addStage(page, "Code", "Enrich");
  await write(panel, "Code", exampleText("enrich.ts"));
  await panel.getByLabel("Once for each item of a list").check();
  await write(panel, "Items", "stages.parse.output.sections");
  await setRows(page, "Input", { section: "subtask.item" });

  await addStage(page, "Review", "Approve");
  await panel.getByRole("button", { name: "Write Summary as an expression" }).click();
  await write(panel, "Summary", exampleText("summary.jsonata"));
  await setRows(page, "Details", { findings: exampleText("findings.jsonata") });
  const form = panel.getByRole("region", { name: "Form" });
  await addField(form, "risk", "Choice");
  await form.getByLabel("Choices").fill("low, medium, high");
  await form.getByLabel("Choices").press("Enter");
  await panel.getByLabel("A rejection").selectOption("Lets the workflow branch on the decision");

  await addStage(page, "Code", "Export");
  await write(panel, "Code", exampleText("export.ts"));
  await setRows(page, "Input", {
    item: "item",
    license: "$sift(stages.parse.output, function($value, $key) { $key != 'sections' })",
    sections: "stages.enrich.output",
    review: "stages.approve.output",
  });

  await canvas.click({ position: { x: 500, y: 40 } });
  await addStage(page, "Code", "Notice");
  await write(panel, "Code", exampleText("notice.ts"));
  await setRows(page, "Input", {
    item: "item",
    title: "stages.parse.output.title",
    version: "stages.parse.output.version",
    review: "stages.approve.output",
  });
  await expect(page.getByRole("button", { name: /problems?$/ })).toBeVisible();
  const arrange = page.getByRole("button", { name: "Arrange" });
  await arrange.click();
  await expect(arrange).toBeEnabled();
  await connect(page, "Approve", "Notice");

  await selectDependency(page, "approve", "notice");
  await write(panel, "Only when", "stages.approve.output.decision = 'rejected'");
  await selectDependency(page, "approve", "export");
  await write(panel, "Only when", "stages.approve.output.decision = 'approved'");
  await expect(page.getByRole("button", { name: /problems?$/ })).toBeHidden();

  await connect(page, "Export", "Parse");
  await expect(page.getByLabel(/^Dependency from export to parse/)).toBeHidden();

  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByRole("button", { name: "Publish version 1" }).click();
  await expect(page.getByText("Version 1 is published")).toBeVisible();

  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.getByLabel(/^id/).fill("MIT");
  await page.getByLabel(/^name/).fill("MIT License");
  await page.locator("input[type=file]").setInputFiles("examples/license-review/texts/MIT.txt");
  await page.getByRole("button", { name: /^(Start|Run)/ }).click();
  await expect(page.getByRole("article", { name: /^Approve, awaiting review/ })).toBeVisible();
});
