import { expectAccessible } from "#e2e/axe.ts";
import { expect, test } from "#e2e/own-stack.ts";
import { startReceiver } from "#e2e/receiver.ts";

test.use({ settings: { HEDDLE_ALLOW_HOSTS: "127.0.0.1" } });

test("an action is drawn, its delivery arrives, and is replayed under the same key", async ({ page, heddle }) => {
  const receiver = await startReceiver();
  await heddle.workflows.create.mutate({ name: "order.ship", title: "Ship an order" });
  await page.goto("/workflows/order.ship");
  await page.getByRole("region", { name: "Add stage" }).getByRole("button", { name: "Transform" }).click();
  const actions = page.getByRole("region", { name: "Actions" });
  await actions.getByRole("button", { name: "Add action" }).click();
  await actions.getByLabel("Address", { exact: true }).fill(`${receiver.url}hook?token=hidden`);
  await expect(actions.getByRole("button", { name: /^On success/ })).toContainText("POST 127.0.0.1");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("button", { name: "Publish version 1" }).click();
  await expect(page.getByText("Version 1 is published")).toBeVisible();

  const { runId } = await heddle.runs.start.mutate({ workflow: "order.ship", input: {} });
  await expect.poll(() => receiver.keys.length).toBe(1);

  await page.goto("/deliveries?status=delivered");
  await expectAccessible(page);
  await page.getByRole("button", { name: /^Success of / }).click();
  const sheet = page.getByRole("dialog");
  await expect(sheet.getByText(`run ${runId}`)).toBeVisible();
  await expect(sheet.getByText("Status 200")).toBeVisible();
  await expect(sheet).not.toContainText("hidden");
  await expectAccessible(page);
  await sheet.getByRole("button", { name: "Replay" }).click();
  await expect.poll(() => receiver.keys.length).toBe(2);
  expect(receiver.keys[1]).toBe(receiver.keys[0]);
  await page.keyboard.press("Escape");

  await page.getByRole("checkbox", { name: "Select all that can be replayed" }).click();
  await page.getByRole("button", { name: "Replay selected" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Replay" }).click();
  await expect.poll(() => receiver.keys.length).toBe(3);
  expect(new Set(receiver.keys).size).toBe(1);
  receiver.close();
});

test("a delivery that cannot arrive is a warning on its run", async ({ page, heddle }) => {
  const name = "order.lost";
  await heddle.workflows.create.mutate({ name, title: "Lost" });
  const { revision, draft } = await heddle.workflows.get.query({ name });
  const stage = { id: "a", kind: "transform" as const, config: { expression: "input" } };
  const definition = { ...draft, stages: [stage], actions: [{ on: "success" as const, url: "http://10.0.0.1/hook" }] };
  const saved = await heddle.workflows.saveDraft.mutate({ name, revision, definition });
  await heddle.workflows.publish.mutate({ name, revision: saved.revision });
  const { runId } = await heddle.runs.start.mutate({ workflow: name, input: {} });

  await page.goto(`/runs/${runId}`);
  await expect(page.getByText("A delivery did not arrive")).toBeVisible();
  await page.getByRole("button", { name: "Show deliveries" }).click();
  await page.getByRole("button", { name: /^Success of the run/ }).click();
  await expect(page.getByRole("dialog").getByText(/not on the public internet/)).toBeVisible();
  await expectAccessible(page);
});
