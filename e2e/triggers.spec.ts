import type { Page } from "@playwright/test";
import { connect } from "#cli/connect.ts";
import { expectAccessible } from "#e2e/axe.ts";
import { publish } from "#e2e/publish.ts";
import { expect, test } from "#e2e/session.ts";

/** Publishes a workflow that nobody has to decide anything about. */
async function publishGreeting(page: Page, name: string): Promise<void> {
  const cookies = await page.context().cookies();
  const cookie = cookies.map((each) => `${each.name}=${each.value}`).join("; ");
  await publish(connect(new URL(page.url()).origin, { cookie }), name, {
    title: "Greeting",
    input: { type: "object", required: ["name"], properties: { name: { type: "string", title: "Whom to greet" } } },
    itemId: { $: "input.name" },
    stages: [{ id: "greet", kind: "transform", config: { expression: "'Hello ' & input.name" } }],
  });
}

test("a schedule shows its next times as it is written, fires by itself, is switched off and deleted", async ({
  page,
}) => {
  await publishGreeting(page, "greet.on.time");
  await page.goto("/triggers");
  await page.getByRole("button", { name: "New trigger" }).first().click();
  await page.getByRole("menuitem", { name: /^Schedule/ }).click();
  await page.getByLabel("Name", { exact: false }).first().fill("Every other second");
  await page.getByLabel("Workflow").selectOption("greet.on.time");

  await page.getByLabel("Cron expression").fill("0 0 30 2 *");
  await expect(page.getByText("This names a day that never comes.")).toBeVisible();
  await page.getByRole("button", { name: "Weekdays at 9:00" }).click();
  await expect(page.getByText("On Monday to Friday at 09:00.")).toBeVisible();
  await page.getByRole("combobox", { name: "Time zone" }).fill("kathm");
  await page.getByRole("option", { name: "Asia/Kathmandu" }).click();
  const times = page.getByRole("region", { name: "Next times" });
  await expect(times.getByRole("listitem")).toHaveCount(5);
  await expect(times.getByRole("listitem").first()).toContainText("09:00 Asia/Kathmandu");
  await expectAccessible(page);

  await page.getByRole("button", { name: "Again and again" }).click();
  await page.getByLabel("Every").fill("2");
  await page.getByLabel("Unit").selectOption("seconds");
  await page.getByRole("region", { name: "Input of each run" }).getByRole("textbox").first().fill("Ada");
  await page.getByRole("button", { name: "Create trigger" }).click();

  await page.waitForURL(/\/triggers\/[0-9a-f-]{36}$/);
  const trigger = page.url();
  await expect(page.getByRole("link", { name: /^run \d+$/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: /^run \d+$/ }).click();
  await page.waitForURL(/\/runs\/\d+$/);
  await expect(page.getByText("by schedule Every other second")).toBeVisible();

  await page.goto(trigger);
  await page.getByRole("switch", { name: "Every other second is on" }).click();
  await expect(page.getByText("none, it is off")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("none, it is off")).toBeHidden();
  await page.goto("/triggers");
  await page.getByRole("switch", { name: "Every other second is on" }).click();
  await expect(page.getByRole("article", { name: "Every other second" })).toContainText("Off");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Menu of Every other second" }).click();
  await page.getByRole("menuitem", { name: "Delete…" }).click();
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("article", { name: "Every other second" })).toBeHidden();
});

test("a webhook shows its secret once, tells what it makes of a body, and starts a run when it is called", async ({
  page,
}) => {
  await publishGreeting(page, "greet.when.called");
  await page.goto("/triggers/new?kind=webhook&workflow=greet.when.called");
  await page.getByLabel("Name", { exact: false }).first().fill("From the shop");
  await page.getByLabel("Input of the run").fill(`{ "name": body.customer }`);
  await page.getByLabel("A sample body").fill(`{ "customer": "Grace" }`);
  await page.getByRole("button", { name: "Try it" }).click();
  await expect(page.getByText("A run would start with this input:")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Create trigger" }).click();

  const dialog = page.getByRole("dialog", { name: "The secret of this webhook" });
  const secret = (await dialog.getByText(/^hook_[\w-]{43}$/).textContent()) ?? "";
  await expect(dialog.getByRole("region", { name: "Example" })).toContainText(`Authorization: Bearer ${secret}`);
  await dialog.getByRole("button", { name: "I have copied it" }).focus();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "I have copied it" }).click();
  await page.waitForURL(/\/triggers\/[0-9a-f-]{36}$/);
  await expect(page.getByText(secret)).toBeHidden();

  const address = page.url().replace("/triggers/", "/api/v1/hooks/");
  const data = { customer: "Grace" };
  expect((await page.request.post(address, { data, headers: { authorization: "Bearer wrong" } })).status()).toBe(401);
  expect((await page.request.get(`${address}/${secret}`)).status()).toBe(405);
  expect((await page.request.head(`${address}/${secret}`)).status()).toBe(405);
  const answer = await page.request.post(address, { data, headers: { authorization: `Bearer ${secret}` } });
  expect(answer.status()).toBe(202);
  const { runId } = await answer.json();

  const calls = page.getByRole("region", { name: "Calls", exact: true });
  await expect(calls.getByText("202")).toBeVisible();
  await expect(calls.getByText("401")).toBeVisible();
  await expectAccessible(page);
  await calls.getByRole("link", { name: `run ${runId}` }).click();
  await expect(page.getByText("by webhook From the shop")).toBeVisible();
});

test("an event starts the workflow that waits for it", async ({ page }) => {
  await publishGreeting(page, "greet.on.event");
  await page.goto("/triggers/new?kind=event&workflow=greet.on.event");
  await page.getByLabel("Name", { exact: false }).first().fill("Welcome");
  await page.getByLabel("Event").fill("customer.joined");
  await page.getByLabel("Only if").fill("payload.name != ''");
  await page.getByRole("button", { name: "Create trigger" }).click();
  await page.waitForURL(/\/triggers\/[0-9a-f-]{36}$/);

  await page.getByLabel("Payload", { exact: true }).fill(`{ "name": "Edsger" }`);
  await page.getByRole("button", { name: "Publish customer.joined" }).click();
  await expect(page.getByText("Published; it started a run.")).toBeVisible();
  await expectAccessible(page);
  await page
    .getByRole("region", { name: "Events", exact: true })
    .getByRole("link", { name: /^run \d+$/ })
    .click();
  await expect(page.getByText("by event customer.joined (Welcome)")).toBeVisible();
});
