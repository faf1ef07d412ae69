import { expectAccessible } from "#e2e/axe.ts";
import { expect, test } from "#e2e/own-stack.ts";

const NAME = "order.price";
const WITH_TAX = `export function withTax(net: number): number {
  return net * 1.5;
}
`;
const SOURCE = `import { withTax } from "functions/tax.add@1";

export default (input) => ({ gross: withTax(input.net) });
`;

test("a function is published and called by its name from a stage, which runs alone and is told of a newer version", async ({
  page,
  heddle,
}) => {
  test.slow();
  await page.goto("/functions");
  await expect(page.getByRole("heading", { name: "No functions yet" })).toBeVisible();
  await page.getByRole("button", { name: "New function" }).click();
  const naming = page.getByRole("dialog", { name: "New function" });
  await naming.getByRole("textbox", { name: "Name" }).fill("Tax add");
  await naming.getByRole("button", { name: "Write it" }).click();
  await expect(naming.getByRole("alert")).toContainText("lower case words");
  await naming.getByRole("textbox", { name: "Name" }).fill("tax.add");
  await naming.getByRole("textbox", { name: "Name" }).press("Enter");

  await expect(page.getByRole("heading", { name: "tax.add" })).toBeVisible();
  const code = page.getByRole("textbox", { name: "Code", exact: true });
  const main = page.getByRole("main");
  await code.fill(`import { a } from "functions/none@1";\n${WITH_TAX}`);
  await page.getByRole("button", { name: "Publish version 1" }).click();
  await expect(main.getByRole("alert")).toContainText("There is no published function none (line 1, column 19)");
  await code.fill(WITH_TAX);
  await page.getByRole("textbox", { name: "Description" }).fill("Adds the tax");
  await page.getByRole("button", { name: "Publish version 1" }).click();
  await expect(page.getByText("Version 1 is published")).toBeVisible();
  await expect(main.getByText("Version 1, the newest")).toBeVisible();
  await expectAccessible(page);

  await heddle.workflows.create.mutate({ name: NAME, title: "Price an order" });
  const { revision, draft } = await heddle.workflows.get.query({ name: NAME });
  const stages = [{ id: "price", kind: "code" as const, title: "Price", config: { source: SOURCE } }];
  await heddle.workflows.saveDraft.mutate({ name: NAME, revision, definition: { ...draft, stages } });
  await page.goto(`/workflows/${NAME}`);
  await page.getByRole("article", { name: /^Price(,|$)/ }).click();
  const panel = page.getByRole("complementary", { name: "Inspector" });
  const stageCode = panel.getByRole("textbox", { name: "Code", exact: true });
  await stageCode.fill(SOURCE.replace("input.net", '"one"'));
  await expect(panel.getByRole("list", { name: "Mistakes in the code" })).toContainText(
    "Argument of type 'string' is not assignable to parameter of type 'number'",
    { timeout: 60_000 },
  );
  await stageCode.fill(SOURCE);
  await expect(panel.getByRole("list", { name: "Mistakes in the code" }).getByRole("listitem")).toHaveCount(0);
  await panel.getByRole("button", { name: "Run alone" }).click();
  const trial = page.getByRole("dialog", { name: "Run Price alone" });
  await trial.getByRole("textbox", { name: "Pinned input" }).fill('{ "net": 4 }');
  await trial.getByRole("button", { name: "Run alone" }).click();
  await expect(trial.getByRole("region", { name: "Output" })).toContainText("gross: 6");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("button", { name: "Publish version 1" }).click();
  await expect(page.getByText("Version 1 is published")).toBeVisible();

  await page.goto("/functions/tax.add");
  await expect(page.getByRole("region", { name: "Used by" })).toContainText("Price an order");
  await code.fill(WITH_TAX.replace("1.5", "1.2"));
  await page.getByRole("button", { name: "Publish version 2" }).click();
  await expect(main.getByText("Version 2, the newest")).toBeVisible();
  await page.getByRole("button", { name: "Version 1", exact: true }).click();
  await expect(code).toContainText("1.5");
  await page.getByRole("button", { name: "Back to the newest" }).click();
  await expect(code).toContainText("1.2");

  await page.getByRole("button", { name: "Retire" }).click();
  const asked = page.getByRole("alertdialog", { name: "Retire tax.add?" });
  await expect(asked).toContainText("1 published workflow and 0 functions use it");
  await asked.getByRole("button", { name: "Retire" }).click();
  await expect(main.getByText("Retired", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("button", { name: "Publish version 3" })).toBeVisible();

  await page.goto(`/workflows/${NAME}`);
  await expect(panel.getByRole("region", { name: "Published functions in use" })).toContainText("Version 2 is newer");
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 800 });
  for (const path of ["/functions", "/functions/tax.add"]) {
    await page.goto(path);
    await expect(page.getByText("tax.add").first()).toBeVisible();
    await expectAccessible(page);
  }
});
