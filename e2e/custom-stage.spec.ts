import { readFileSync } from "node:fs";
import { expectAccessible } from "#e2e/axe.ts";
import { expect, test } from "#e2e/own-stack.ts";

const text = readFileSync("examples/document/documents/gettysburg.txt", "utf8");

test.use({ settings: { HEDDLE_STAGES: "examples/stages" } });

test("a stage of the operator is dropped from the palette, set up in its own form, published and run", async ({
  page,
  heddle,
}) => {
  await heddle.workflows.create.mutate({ name: "word.flow", title: "Words" });
  await page.goto("/workflows/word.flow");
  const palette = page.getByRole("region", { name: "Add stage" });
  const kind = palette.getByRole("button", { name: "Word frequency" });
  await expect(kind).toContainText("Counts the words of a text");
  const canvas = page.getByRole("region", { name: "Workflow graph" });
  await kind.dragTo(canvas, { targetPosition: { x: 420, y: 300 } });
  await expect(page.getByRole("article", { name: /^word_frequency/ })).toBeVisible();

  const panel = page.getByRole("complementary", { name: "Inspector" });
  await expect(panel.getByText("Word frequency: Counts the words of a text")).toBeVisible();
  await expect(panel.getByRole("textbox", { name: "Value of text" })).toHaveText("input.text");
  const most = panel.getByLabel("How many");
  await expect(panel.getByText("Words that are kept")).toBeVisible();
  await most.fill("0");
  await expect(page.getByRole("button", { name: "1 problem" })).toBeVisible();
  await most.fill("1");
  await panel.getByLabel("Shortest").fill("6");
  await expect(page.getByRole("button", { name: /problems?$/ })).toBeHidden();
  await expectAccessible(page);

  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByRole("button", { name: "Publish version 1" }).click();
  await expect(page.getByText("Version 1 is published")).toBeVisible();

  const { runId } = await heddle.runs.start.mutate({ workflow: "word.flow", input: { text } });
  await page.goto(`/runs/${runId}`);
  await expect(page.getByRole("article", { name: /^word_frequency, completed, 3 of 3/ })).toBeVisible();
  const { taskId } = (await heddle.runs.subtasks.query({ runId, stageId: "word_frequency" })).rows[1] ?? { taskId: 0 };
  const { output } = await heddle.runs.task.query({ runId, taskId });
  expect(JSON.stringify(output)).toContain('{"word":"nation","times":3}');
});
