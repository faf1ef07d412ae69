import { test as base, expect, type Page } from "@playwright/test";
import { OWNER, setUpOwner, signIn } from "#e2e/owner.ts";

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
  if (page.url().includes("/sign-in")) await signIn(page, OWNER);
  await page.waitForURL("**/workflows");
}

async function setUp(page: Page): Promise<void> {
  await setUpOwner(page);
  // Another journey may have created the owner in the same moment.
  const refused = page.getByRole("main").getByRole("alert");
  await Promise.race([page.waitForURL("**/workflows"), refused.waitFor()]);
  if (await refused.isVisible()) await page.goto("/sign-in");
}
