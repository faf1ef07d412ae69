import { test as base, expect, type Page } from "@playwright/test";

export const OWNER = { name: "Olive Owner", email: "olive@example.org", password: "a long enough password" };

/** A page of somebody who is signed in as the owner; the first journey to come creates the owner. */
export const test = base.extend({
  page: async ({ page }, use) => {
    await signInAsOwner(page);
    await use(page);
  },
});

export { expect };

async function signInAsOwner(page: Page): Promise<void> {
  await page.goto("/");
  await page.waitForURL(/\/(setup|sign-in)/);
  if (page.url().includes("/setup")) await setUp(page);
  if (page.url().includes("/sign-in")) {
    await page.getByLabel("E-mail").fill(OWNER.email);
    await page.getByLabel("Password").fill(OWNER.password);
    await page.getByRole("button", { name: "Sign in" }).click();
  }
  await page.waitForURL("**/workflows");
}

async function setUp(page: Page): Promise<void> {
  await page.getByLabel("Name").fill(OWNER.name);
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByLabel("Password").fill(OWNER.password);
  await page.getByRole("button", { name: "Create owner" }).click();
  // Another journey may have created the owner in the same moment.
  const refused = page.getByRole("main").getByRole("alert");
  await Promise.race([page.waitForURL("**/workflows"), refused.waitFor()]);
  if (await refused.isVisible()) await page.goto("/sign-in");
}
