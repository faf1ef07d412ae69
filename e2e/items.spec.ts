import { expectAccessible } from "#e2e/axe.ts";
import { expect, test } from "#e2e/own-stack.ts";

const NAME = "text.write";

test("items are filtered by stage and status, and walked through by keyboard", async ({ page, heddle }) => {
  await heddle.workflows.create.mutate({ name: NAME, title: "Write a text" });
  const { revision, draft } = await heddle.workflows.get.query({ name: NAME });
  const gate = { id: "gate", kind: "review" as const, title: "Gate", config: {} };
  const stages = [
    { id: "write", kind: "transform" as const, title: "Write", config: { expression: "input.bad ? $error('no') : 1" } },
    gate,
  ];
  const definition = { ...draft, itemId: { $: "input.id" }, stages, dependencies: [{ from: "write", to: "gate" }] };
  const saved = await heddle.workflows.saveDraft.mutate({ name: NAME, revision, definition });

  await page.goto(`/items?workflow=${NAME}`);
  await expect(page.getByText("This workflow is not published yet")).toBeVisible();
  await heddle.workflows.publish.mutate({ name: NAME, revision: saved.revision });
  await page.reload();
  await expect(page.getByText("No item has gone through it yet")).toBeVisible();
  await expectAccessible(page);

  const ids = ["a-1", "a-2", "b-1"];
  const { runIds } = await heddle.runs.startMany.mutate({
    workflow: NAME,
    inputs: ids.map((id) => ({ id, bad: id === "a-2" })),
  });
  const grid = page.getByRole("grid", { name: "Items by stages" });
  await expect(grid.getByRole("rowheader")).toHaveCount(3);
  await expect(grid.getByRole("link", { name: "Gate: Awaiting review" })).toHaveCount(2);
  await expectAccessible(page);

  await page.getByLabel("Status", { exact: true }).selectOption("Failed");
  await page.getByLabel("Stage", { exact: true }).selectOption("at Write");
  await expect(grid.getByRole("rowheader")).toHaveText(["a-2"]);
  await expect(page).toHaveURL(/status=failed&stage=write/);
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByLabel("Search items").fill("a-");
  await expect(grid.getByRole("rowheader")).toHaveText(["a-1", "a-2"]);

  await grid.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/runs/${runIds[1]}\\?stage=write`));
  await expect(page.getByText("Failed").first()).toBeVisible();
});
