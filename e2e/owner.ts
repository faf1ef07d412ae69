import type { Page } from "@playwright/test";

export const OWNER = { name: "Olive Owner", email: "olive@example.org", password: "a long enough password" };

/** Fills in the setup page, which must be open, and asks for the owner to be created. */
export async function setUpOwner(page: Page): Promise<void> {
  await page.getByLabel("Name").fill(OWNER.name);
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByLabel("Password").fill(OWNER.password);
  await page.getByRole("button", { name: "Create owner" }).click();
}

/** Fills in the sign-in page, which must be open, and asks to be let in. */
export async function signIn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}
