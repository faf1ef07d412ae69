import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expectAccessible } from "#e2e/axe.ts";
import { test as base, expect } from "#e2e/own-stack.ts";
import { mailServer, type Received } from "#server/testing/mail-server.ts";

const test = base.extend<{ mail: Awaited<ReturnType<typeof mailServer>> }>({
  // biome-ignore lint/correctness/noEmptyPattern: it needs nothing, and a fixture names what it needs
  mail: async ({}, use) => {
    const server = await mailServer();
    await use(server);
    await server.close();
  },
  settings: ({ mail }, use) => use({ HEDDLE_SMTP_URL: mail.url }),
});

const text = readFileSync("examples/license-review/texts/MIT.txt", "utf8");
const menu = (page: Page) => page.getByRole("navigation", { name: "Main" }).filter({ visible: true });
const bell = (page: Page) => menu(page).getByRole("link", { name: /^Notifications/ });

/** What looks at the links of an e-mail before a person does: it opens each, in every way that only reads. */
async function scan(page: Page, { content }: Received): Promise<string[]> {
  const links = [...new Set(content.match(/https?:\/\/[^\s"<>]+/g))];
  for (const link of links)
    for (const method of ["GET", "HEAD"])
      for (const headers of [{}, { purpose: "prefetch", "sec-purpose": "prefetch", "next-router-prefetch": "1" }]) {
        const asStranger = await fetch(link, { method, headers });
        const signedIn = await page.request.fetch(new URL(link).pathname, { method, headers });
        expect([asStranger.status, signedIn.status()], `${method} ${link}`).toEqual([200, 200]);
      }
  return links;
}

test("a review is told by bell and e-mail, whose links only show, and is told no more once it is decided", async ({
  page,
  heddle,
  mail,
}) => {
  await page.goto("/notifications");
  await expect(page.getByText("Nothing to tell yet")).toBeVisible();
  await expectAccessible(page);

  const { runId } = await heddle.runs.start.mutate({
    workflow: "license.review",
    input: { id: "MIT", name: "MIT", text },
  });
  await expect(bell(page)).toHaveAccessibleName("Notifications 1 unread");
  const told = page.getByRole("list", { name: "Notifications" }).getByRole("article");
  await expect(told).toHaveCount(1);
  await expect(told).toContainText("To decide: Approve");
  await expectAccessible(page);

  await expect.poll(() => mail.received.length).toBe(1);
  const [received] = mail.received;
  if (!received) throw new Error("No e-mail came");
  const { rows: open } = await heddle.reviews.list.query({});
  const links = await scan(page, received);
  expect(links).toEqual([expect.stringContaining(`/inbox/${open[0]?.id}`), expect.stringContaining("/settings")]);
  // The stack is reached under another name of this host than the one it gives itself.
  await page.goto(new URL(links[0] ?? "").pathname);
  await expect(page.getByRole("article", { name: "Approve" })).toBeVisible();
  expect(await heddle.reviews.list.query({})).toMatchObject({ rows: [{ runId, status: "open", decision: null }] });
  expect(await heddle.notifications.count.query()).toMatchObject({ unread: 1 });

  // The focus stays on the bell, and Enter is for the row all the same.
  await bell(page).click();
  await expect(told).toHaveCount(1);
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("article", { name: "Approve" })).toBeVisible();
  await expect(bell(page)).toHaveAccessibleName("Notifications");
  await page.keyboard.press("e");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("a");
  await expect(page.getByText("Approved: Approve, MIT")).toBeVisible();
  await bell(page).click();
  await expect(told).toContainText("To decide: Approve");
  await expect(page.getByText("Unread:")).toHaveCount(0);

  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 360, height: 740 });
  await expect(bell(page)).toBeVisible();
  await expectAccessible(page);
  await page.goto("/settings");
  await page.getByRole("checkbox", { name: "A run that failed" }).click();
  await expect.poll(async () => (await heddle.notifications.settings.query()).email).not.toContain("run_failed");
  await expectAccessible(page);
});
