import { expectAccessible } from "#e2e/axe.ts";
import { expect, test } from "#e2e/own-stack.ts";
import { publish } from "#e2e/publish.ts";

const NAME = "slow.items";
const ITEMS = Array.from({ length: 500 }, (_, index) => JSON.stringify({ id: `item-${index}` }));

test("a batch is submitted, its mistakes are shown by line, and it is stopped as a whole", async ({ page, heddle }) => {
  await publish(heddle, NAME, {
    title: "Slow items",
    input: { type: "object", properties: { id: { type: "string" } }, required: ["id"] },
    itemId: { $: "input.id" },
    stages: [{ id: "pause", kind: "wait", config: { for: "PT1H" } }],
  });

  await page.goto("/batches");
  await page.getByRole("button", { name: "Submit a batch" }).first().click();
  const dialog = page.getByRole("dialog", { name: "Submit a batch" });
  await dialog.getByLabel("Workflow").selectOption(NAME);
  await dialog.getByLabel("Title").fill("All items");
  const items = dialog.getByRole("textbox", { name: /^Items/ });
  await items.fill([...ITEMS, '{ "id": 7 }'].join("\n"));
  await expect(dialog.getByText("501 items, 1 cannot be run")).toBeVisible();
  await dialog.getByLabel("Only those").click();
  await expect(dialog.getByText(/^id: /)).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Start 501 runs" }).click();
  await expect(dialog.getByText("1 of 501 items do not fit; they are marked below.")).toBeVisible();

  await items.fill(ITEMS.join("\n"));
  await dialog.getByRole("button", { name: "Start 500 runs" }).click();
  await page.waitForURL(/\/batches\/\d+$/);
  await expect(page.getByRole("heading", { name: /^All items/ })).toBeVisible();
  await expect(page.getByRole("button", { name: "All 500" })).toBeVisible();
  await expect(page.getByRole("article", { name: /^Run \d+/ }).first()).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Stop batch" }).click();
  await expect(page.getByText("500 of 500 runs ended, 500 canceled")).toBeVisible();
  await expect(page.getByText("Stopped", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Canceled 500" }).click();
  await expect(page.getByRole("article", { name: /^Run \d+/ }).first()).toContainText("Canceled");
  await expect(page.getByRole("button", { name: "Stop", exact: true })).toHaveCount(0);

  await page.goto("/batches");
  await expect(page.getByRole("article", { name: /^Batch \d+/ })).toContainText("500 of 500 runs ended, 500 canceled");
  await expectAccessible(page);
});
