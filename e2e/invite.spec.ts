import type { Page } from "@playwright/test";
import { expectAccessible } from "#e2e/axe.ts";
import { expect, test } from "#e2e/own-stack.ts";
import { OWNER } from "#e2e/owner.ts";
import { publish } from "#e2e/publish.ts";

const GUEST = { name: "Gil Guest", email: "gil@example.org", password: "a password for gil" };

async function expectFit(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 375, height: 700 });
  await expectAccessible(page);
  const overflow = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect(overflow).toBeLessThanOrEqual(0);
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 720 });
}

test("an owner invites a guest, who joins by the link, decides for a group and goes between workspaces", async ({
  page,
  browser,
  stack,
  heddle,
}) => {
  await page.goto("/settings");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await page.getByLabel("E-mail").fill(GUEST.email);
  await page.getByLabel("Role").selectOption("reviewer");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Make link" }).click();
  const shown = page.getByRole("dialog", { name: `The invitation of ${GUEST.email}` });
  const link = new URL((await shown.getByText(/\/invitation#/).textContent()) ?? "");
  await expectAccessible(page);
  await page.getByRole("button", { name: "I have copied it" }).click();
  await expect(page.getByRole("list", { name: "Invited" })).toContainText(GUEST.email);

  // Whatever looks at the link uses nothing up.
  for (const method of ["GET", "HEAD"]) await page.request.fetch(link.pathname + link.hash, { method });
  const context = await browser.newContext({ baseURL: stack.url });
  const guest = await context.newPage();
  await guest.goto(link.pathname + link.hash);
  await expect(guest.getByText(`${OWNER.name} invites you, ${GUEST.email}, as reviewer.`)).toBeVisible();
  await expectFit(guest);
  expect(await heddle.invitations.list.query()).toHaveLength(1);
  await guest.getByLabel("Your name").fill(GUEST.name);
  await guest.getByLabel("Password").fill(GUEST.password);
  await guest.getByRole("button", { name: "Join" }).click();
  await guest.waitForURL("**/workflows");
  await guest.goto("/settings");
  await expect(guest.getByRole("list", { name: "People" })).toContainText(OWNER.email);
  await page.goto(link.pathname + link.hash);
  await expect(page.getByRole("heading", { name: "You cannot join by this link" })).toBeVisible();
  await expectAccessible(page);

  // A review for a group is its members' to decide.
  await page.goto("/settings");
  await expect(page.getByRole("list", { name: "People" })).toContainText(GUEST.email);
  await page.getByRole("button", { name: "New group" }).click();
  const making = page.getByRole("dialog", { name: "New group" });
  await making.getByRole("textbox", { name: "Name" }).fill("legal");
  await making.getByRole("checkbox", { name: new RegExp(GUEST.name) }).check();
  await expectAccessible(page);
  await making.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("list", { name: "Groups" })).toContainText(GUEST.name);
  await expectFit(page);
  const [name, title] = ["for.legal", "For legal"];
  const review = { summary: "Look at this", assignees: ["group:legal"] };
  await publish(heddle, name, { title, stages: [{ id: "look", kind: "review", config: review }] });
  const { runId } = await heddle.runs.start.mutate({ workflow: name, input: {} });
  await expect.poll(async () => (await heddle.runs.get.query({ runId })).status).toBe("awaiting_review");
  await guest.goto("/inbox?tab=mine");
  await expect(guest.getByRole("button", { name: "Mine" })).toHaveAttribute("aria-current", "true");
  await expectFit(guest);
  await guest.getByRole("button", { name: "Approve" }).click();
  await expect(guest.getByText("Nothing waits for you by name")).toBeVisible();
  await expect.poll(async () => (await heddle.runs.get.query({ runId })).status).toBe("completed");

  // Another workspace, and back by keyboard.
  await page.getByRole("button", { name: "Workspace Heddle" }).click();
  await page.getByRole("menuitem", { name: "New workspace…" }).click();
  await page.getByRole("dialog", { name: "New workspace" }).getByLabel("Name").fill("Second");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Workspace Second" })).toBeVisible();
  await expect(page.getByText(title)).toHaveCount(0);
  await page.goto(`/runs/${runId}`);
  await expect(page.getByText(`There is no run ${runId}`)).toBeVisible();
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox", { name: /Go to/ }).fill("Heddle");
  await expect(page.getByRole("option", { name: /Heddle.*Workspace/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Workspace Heddle" })).toBeVisible();
  await expect(page.getByRole("link", { name: title })).toBeVisible();
});
