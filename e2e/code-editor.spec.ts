import type { Page } from "@playwright/test";
import { expectAccessible } from "#e2e/axe.ts";
import { expect, test } from "#e2e/own-stack.ts";

const NAME = "price.order";

const INPUT = {
  type: "object",
  properties: { amount: { type: "number", description: "In euros" }, currency: { type: "string" } },
  required: ["amount", "currency"],
};

const SOURCE = `type Price = { net: number };

export default (input: Input): Price => {
  const price: Price = { net: input.amount };
  if (price.net > 100) throw new Error(\`Too dear: \${price.net}\`);
  return price;
};`;

/** What the page has loaded of the types of code so far. */
function collectTypes(page: Page): string[] {
  const loaded: string[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/api/code-types")) loaded.push(request.url());
  });
  return loaded;
}

test("code is written with completion and types from the workflow's schema, and what it throws names its line", async ({
  page,
  heddle,
}) => {
  test.slow();
  await heddle.workflows.create.mutate({ name: NAME, title: "Price an order" });
  const { revision, draft } = await heddle.workflows.get.query({ name: NAME });
  const stages = [
    { id: "price", kind: "code" as const, title: "Price", config: { source: "export default (input) => input;" } },
  ];
  await heddle.workflows.saveDraft.mutate({
    name: NAME,
    revision,
    definition: { ...draft, input: INPUT, stages, dependencies: [] },
  });

  const loaded = collectTypes(page);
  await page.goto(`/workflows/${NAME}`);
  await page.getByRole("article", { name: /^Price(,|$)/ }).click();
  const panel = page.getByRole("complementary", { name: "Inspector" });
  const code = panel.getByRole("textbox", { name: "Code", exact: true });
  await expect(code).toBeVisible();
  expect(loaded).toEqual([]);

  await code.click();
  await code.press("ControlOrMeta+a");
  await code.press("Delete");
  await code.pressSequentially("export default (input) => input.am");
  const offered = page.getByRole("listbox", { name: "Completions" });
  await expect(offered.getByRole("option", { name: "amount" })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText("In euros")).toBeVisible();
  expect(loaded).toHaveLength(1);
  await code.press("Enter");
  await expect(code).toHaveText("export default (input) => input.amount");

  await panel.getByRole("button", { name: "Edit in a large window" }).click();
  const large = page.getByRole("dialog", { name: "Code" });
  const largeCode = large.getByRole("textbox", { name: "Code", exact: true });
  await largeCode.press("ControlOrMeta+End");
  await largeCode.pressSequentially(" + input.cu");
  await expect(offered.getByRole("option", { name: "currency" })).toBeVisible();
  await largeCode.press("Escape");
  await expect(offered).toBeHidden();
  await expect(largeCode).toBeVisible();
  await largeCode.press("Escape");
  await expect(large).toBeHidden();

  await code.fill("export default (input) => input.amont;");
  const mistakes = panel.getByRole("list", { name: "Mistakes in the code" });
  await expect(mistakes).toContainText("1:33 Property 'amont' does not exist");
  await expect(panel.locator(".cm-lintRange-warning")).toHaveText("amont");
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "light" });

  await code.fill(SOURCE);
  await expect(mistakes.getByRole("listitem")).toHaveCount(0);
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("button", { name: "Publish version 1" }).click();
  await expect(page.getByText("Version 1 is published")).toBeVisible();

  const fine = await heddle.runs.start.mutate({ workflow: NAME, input: { amount: 99, currency: "EUR" } });
  await expect.poll(async () => (await heddle.runs.get.query({ runId: fine.runId })).status).toBe("completed");
  const dear = await heddle.runs.start.mutate({ workflow: NAME, input: { amount: 500, currency: "EUR" } });
  await page.goto(`/runs/${dear.runId}?stage=price`);
  await expect(page.getByText(/Error: Too dear: 500 \(line 5, column \d+\)/).first()).toBeVisible();
});

test("functions of the workflow are written once, offered to its stages, and used by them", async ({
  page,
  heddle,
}) => {
  test.slow();
  const name = "price.shared";
  const source = `import { withTax } from "workflow/functions";
import { sum } from "heddle/std/lists";

export default (input) => ({ gross: withTax(sum(input.nets)) });`;
  await heddle.workflows.create.mutate({ name, title: "Shared price" });
  const { revision, draft } = await heddle.workflows.get.query({ name });
  const stages = [{ id: "price", kind: "code" as const, title: "Price", config: { source } }];
  await heddle.workflows.saveDraft.mutate({ name, revision, definition: { ...draft, stages, dependencies: [] } });

  await page.goto(`/workflows/${name}`);
  await expect(page.getByRole("article", { name: "Price, 1 problem" })).toBeVisible();
  const panel = page.getByRole("complementary", { name: "Inspector" });
  await panel
    .getByRole("textbox", { name: "Code of the functions" })
    .fill("export const withTax = (net: number): number => net * 1.5;");
  await expect(page.getByRole("article", { name: "Price", exact: true })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("article", { name: /^Price(,|$)/ }).click();
  const code = panel.getByRole("textbox", { name: "Code", exact: true });
  await code.click();
  await expect(panel.getByRole("list", { name: "Mistakes in the code" }).getByRole("listitem")).toHaveCount(0);
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("button", { name: "Publish version 1" }).click();
  await expect(page.getByText("Version 1 is published")).toBeVisible();

  const { runId } = await heddle.runs.start.mutate({ workflow: name, input: { nets: [1, 3] } });
  await expect.poll(async () => (await heddle.runs.get.query({ runId })).status).toBe("completed");
  await page.goto(`/runs/${runId}?stage=price&tab=output`);
  await expect(page.getByRole("tabpanel", { name: "Output" })).toContainText("6");
});
