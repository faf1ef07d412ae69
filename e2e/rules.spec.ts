import { expectAccessible } from "#e2e/axe.ts";
import { expect, test } from "#e2e/own-stack.ts";
import { publish } from "#e2e/publish.ts";

const NAME = "greet.in.turn";

test("a rule is added, holds a run back, is edited in the browser and takes effect at once", async ({
  page,
  heddle,
}) => {
  await publish(heddle, NAME, {
    title: "Greet in turn",
    stages: [{ id: "greet", kind: "transform", config: { expression: "'Hello'" } }],
  });

  await page.goto("/rules");
  await expect(page.getByRole("heading", { name: "Everything may run together" })).toBeVisible();
  await page.getByRole("button", { name: "Add rule" }).click();
  const adding = page.getByRole("dialog", { name: "Add rule" });
  await adding.getByRole("textbox", { name: "Limit" }).fill("two");
  await adding.getByRole("button", { name: "Add" }).click();
  await expect(adding.getByText("A whole number, 0 or more.")).toBeVisible();
  await adding.getByRole("textbox", { name: "Limit" }).fill("0");
  await adding.getByRole("textbox", { name: "Stage" }).fill("greet");
  await adding.getByRole("textbox", { name: "For each" }).fill("customer");
  await expect(adding.getByText("Nothing may run: stage greet, for each customer")).toBeVisible();
  await expectAccessible(page);
  await adding.getByRole("button", { name: "Add" }).click();

  const card = page.getByRole("article", { name: "Nothing may run: stage greet, for each customer" });
  await expect(card).toContainText("0 running, 0 waiting");
  const { runId } = await heddle.runs.start.mutate({ workflow: NAME, input: {}, metadata: { customer: "acme" } });
  await expect(card).toContainText("0 running, 1 waiting");
  await expect(card.getByText("customer acme")).toBeVisible();
  await expect(card.getByRole("link", { name: `run ${runId} greet` })).toBeVisible();
  await expectAccessible(page);

  await card.getByRole("link", { name: `run ${runId} greet` }).click();
  await expect(page.getByText("Held back by a rule: as many of stage greet with customer acme")).toBeVisible();
  await page.goto("/rules");
  await card.getByRole("button", { name: "Edit rule" }).click();
  const editing = page.getByRole("dialog", { name: "Edit rule" });
  await editing.getByRole("textbox", { name: "Limit" }).fill("1");
  await editing.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("article", { name: "At most 1 at once: stage greet, for each customer" })).toContainText(
    "0 running, 0 waiting",
  );
  await page.goto(`/runs/${runId}`);
  await expect(page.getByText("Completed").first()).toBeVisible();

  await page.goto("/rules");
  await page.getByRole("button", { name: "Delete rule" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { name: "Everything may run together" })).toBeVisible();
});
