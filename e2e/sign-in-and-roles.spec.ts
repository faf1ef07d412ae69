import type { Browser } from "@playwright/test";
import { connect } from "#cli/connect.ts";
import { expectAccessible } from "#e2e/axe.ts";
import { expect, test } from "#e2e/own-stack.ts";
import { OWNER, setUpOwner, signIn } from "#e2e/owner.ts";
import type { Stack } from "#scripts/supervisor/start-stack.ts";
import { openedBy, waysRound } from "#server/testing/ways-round.ts";

const VIEWER = { name: "Vera Viewer", email: "vera@example.org", password: "a password for vera", role: "viewer" };
const REVIEWER = { name: "Rob Reviewer", email: "rob@example.org", password: "a password for rob", role: "reviewer" };
const LICENSE = { id: "MIT", name: "MIT", text: "MIT License\n\nYou may copy it. You must keep this notice." };

/** The same doors, written and asked in other ways. */
const WAYS_ROUND = [
  ...["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"].map((method) => [method, "/api/v1/audit"] as const),
  ...[
    "//api/v1/audit",
    "/api//v1/audit",
    "/api/v1/audit/",
    "/api/v1/audit.json",
    "/api/v1/%61udit",
    "/api/v1/audit%2f",
  ].map((path) => ["GET", path] as const),
  ...[
    "/API/v1/audit",
    "/api/v1/audit?format=csv",
    "/api/v1/audit;x",
    "/api/trpc/%61udit.list",
    "/api/trpc//audit.list",
  ].map((path) => ["GET", path] as const),
  ["GET", "/api/trpc/keys.list,audit.list?batch=1"],
  ["POST", "/api/trpc/keys.list"],
  ["POST", "/api/trpc/keys.create"],
  ["GET", "/api/trpc/keys.create"],
] as const;

test("the first to come becomes the owner, and signs out and in", async ({ page, baseURL }) => {
  await page.goto("/");
  await expect(page).toHaveURL(`${baseURL}/setup`);
  await expectAccessible(page);
  await setUpOwner(page);
  await expect(page).toHaveURL(`${baseURL}/workflows`);
  await expect(page.getByRole("link", { name: "License review" })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("button", { name: `Your menu, ${OWNER.name}` }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await expectAccessible(page);
  await page.goto("/setup");
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto("/runs");
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fruns/);
  await signIn(page, { ...OWNER, password: "a wrong password" });
  await expect(page.getByRole("alert").filter({ hasText: "do not belong together" })).toBeVisible();
  await expectAccessible(page);
  await signIn(page, OWNER);
  await expect(page).toHaveURL(`${baseURL}/runs`);
});

test("the owner adds people, and each may do what their role may", async ({ page, browser, stack, heddle }) => {
  await page.goto("/settings");
  for (const { name, email, password, role } of [VIEWER, REVIEWER]) {
    await page.getByRole("button", { name: "Add person" }).click();
    const dialog = page.getByRole("dialog", { name: "Add person" });
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByLabel("E-mail").fill(email);
    await dialog.getByLabel("First password").fill(password);
    await dialog.getByLabel("Role").selectOption(role);
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await expect(page.getByRole("list", { name: "People" })).toContainText(email);
  }
  await expectAccessible(page);
  const { runId } = await heddle.runs.start.mutate({ workflow: "license.review", input: LICENSE });
  await expect.poll(async () => (await heddle.runs.get.query({ runId })).status).toBe("awaiting_review");

  const viewer = await signedIn(browser, stack, VIEWER);
  await expect(viewer.page.getByRole("link", { name: "License review" })).toBeVisible();
  await expect(viewer.page.getByRole("button", { name: "New workflow" })).toHaveCount(0);
  await viewer.page.goto("/workflows/license.review");
  await expect(viewer.page.getByText("read only")).toBeVisible();
  await expect(viewer.page.getByRole("button", { name: /^(Publish|Run)$/ })).toHaveCount(0);
  await viewer.page.goto("/workflows/license.review/run");
  await expect(viewer.page.getByText("Your role may look at runs, but not start them.")).toBeVisible();
  await expectAccessible(viewer.page);
  await viewer.page.goto("/inbox");
  await expect(viewer.page.getByText("You may read this review, but not decide it")).toBeVisible();
  await expect(viewer.page.getByRole("button", { name: "Approve" })).toHaveCount(0);
  await viewer.page.goto("/settings");
  await expect(viewer.page.getByRole("list", { name: "People" })).toContainText(VIEWER.email);
  await expect(viewer.page.getByRole("button", { name: /Add person|Create key|Remove/ })).toHaveCount(0);

  const { revision, draft } = await viewer.heddle.workflows.get.query({ name: "license.review" });
  const [review] = (await viewer.heddle.reviews.list.query({ status: "open" })).rows;
  const seen = await viewer.heddle.reviews.get.query({ reviewId: review?.id ?? 0 });
  const { taskId, attempt, contentHash, id: reviewId } = seen;
  const decision = { reviewId, taskId, attempt, contentHash, decision: "rejected" as const };
  for (const refused of [
    viewer.heddle.workflows.saveDraft.mutate({ name: "license.review", revision, definition: draft }),
    viewer.heddle.workflows.publish.mutate({ name: "license.review", revision }),
    viewer.heddle.runs.start.mutate({ workflow: "license.review", input: LICENSE }),
    viewer.heddle.runs.cancel.mutate({ runId }),
    viewer.heddle.reviews.decide.mutate(decision),
    viewer.heddle.keys.create.mutate({ name: "mine", role: "viewer" }),
  ])
    await expect(refused).rejects.toMatchObject({ data: { code: "FORBIDDEN" } });

  const reviewer = await signedIn(browser, stack, REVIEWER);
  await reviewer.page.goto("/workflows/license.review");
  await expect(reviewer.page.getByText("read only")).toBeVisible();
  await expect(
    reviewer.heddle.workflows.saveDraft.mutate({ name: "license.review", revision, definition: draft }),
  ).rejects.toMatchObject({ data: { code: "FORBIDDEN" } });
  await reviewer.page.goto("/inbox");
  await reviewer.page.getByRole("radio", { name: "low" }).check();
  await expectAccessible(reviewer.page);
  await reviewer.page.getByRole("button", { name: "Approve" }).click();
  await expect(reviewer.page.getByText("All is decided")).toBeVisible();
  await expect.poll(async () => (await heddle.runs.get.query({ runId })).status).toBe("completed");
  expect((await heddle.reviews.get.query({ reviewId })).decidedBy).toContain(REVIEWER.email);
});

test("an API key is shown once, works within its scopes until it is revoked, and the audit tells of it", async ({
  page,
  stack,
  heddle,
}) => {
  expect(await heddle.keys.list.query()).toEqual([]);
  await page.goto("/settings");
  await page.getByRole("button", { name: "Create key" }).click();
  await page.getByLabel("Name").fill("nightly import");
  await page.getByLabel("Role").selectOption("editor");
  for (const own of [/^decide Decide/, /^decide-as-agent/])
    await expect(page.getByRole("checkbox", { name: own })).not.toBeChecked();
  await page.getByRole("checkbox", { name: /^edit/ }).uncheck();
  await page.getByLabel("Expires").selectOption("in 30 days");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Create", exact: true }).click();
  const secret = await page.getByRole("dialog", { name: "The key nightly import" }).getByText(/^hdl_/).textContent();
  await expectAccessible(page);
  await page.getByRole("button", { name: "I have copied it" }).click();
  await expect(page.getByRole("list", { name: "API keys" })).toContainText("nightly import");
  await expect(page.getByText(secret ?? "")).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("list", { name: "API keys" })).toContainText("never used");
  await expect(page.getByRole("list", { name: "API keys" })).toContainText("scopes read, run");
  await expect(page.getByText(secret ?? "")).toHaveCount(0);

  const program = connect(stack.url, { authorization: `Bearer ${secret}` });
  const { runId } = await program.runs.start.mutate({ workflow: "license.review", input: LICENSE });
  expect((await heddle.runs.get.query({ runId })).startedBy).toContain("nightly import");
  await expect(program.people.add.mutate({ ...VIEWER, role: "viewer" })).rejects.toMatchObject({
    data: { code: "FORBIDDEN" },
  });

  await expect(program.workflows.create.mutate({ name: "not.its.scope" })).rejects.toThrow("needs the scope edit");

  await page.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText("No keys yet.")).toBeVisible();
  await expect(program.runs.get.query({ runId })).rejects.toMatchObject({ data: { code: "UNAUTHORIZED" } });

  // However a door is written and asked, a key that is revoked opens it no more.
  for (const [method, path] of WAYS_ROUND) {
    const headers = { authorization: `Bearer ${secret}`, ...(method === "POST" && { "content-type": "text/plain" }) };
    const body = method === "POST" ? "{}" : null;
    const response = await fetch(stack.url + path, { method, headers, body, redirect: "manual" });
    expect([200, 201, 202, 206], `${method} ${path}`).not.toContain(response.status);
    expect(await response.text(), `${method} ${path}`).not.toContain("nightly import");
  }

  const document = await (await fetch(`${stack.url}/api/v1/openapi.json`)).json();
  // What is written otherwise goes through the pages' server as well; what is asked otherwise stands in door-access.test.ts.
  const written = waysRound(document).filter(({ method }) => method === "GET");
  expect(await openedBy(stack.url, written, { authorization: `Bearer ${secret}` })).toEqual([]);

  await page.getByRole("link", { name: "Open audit" }).click();
  const entries = page.getByRole("list", { name: "Audit" });
  await expect(entries).toContainText("keys.revoke");
  await expectAccessible(page);
  await page.getByRole("searchbox", { name: "Action" }).fill("runs.start");
  await page.keyboard.press("Enter");
  await expect(entries).not.toContainText("keys.revoke");
  await expect(page).toHaveURL(/action=runs\.start/);
  const started = entries.getByRole("article").filter({ hasText: `run ${runId}` });
  await expect(started).toContainText("API key");
  await started.getByRole("button").click();
  const detail = page.getByRole("dialog", { name: /^Entry/ });
  await expect(detail).toContainText("127.0.0.1");
  await expectAccessible(page);
  await page.keyboard.press("Escape");

  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "CSV" }).click();
  expect((await downloading).suggestedFilename()).toBe("audit.csv");
  await page.getByRole("button", { name: "Check" }).click();
  await expect(page.getByRole("dialog", { name: "The audit is as it was written" })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");

  // In the dark and on a phone.
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 375, height: 700 });
  await expectAccessible(page);
  const overflow = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect(overflow).toBeLessThanOrEqual(0);
});

/** Another person at their own browser, and the API as they may use it. */
async function signedIn(browser: Browser, stack: Stack, person: { email: string; password: string }) {
  const context = await browser.newContext({ baseURL: stack.url });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await signIn(page, person);
  await page.waitForURL("**/workflows");
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  return { page, heddle: connect(stack.url, { cookie }) };
}
