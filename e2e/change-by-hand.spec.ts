import type { Page } from "@playwright/test";
import { Definition } from "#core/definition.ts";
import { expectAccessible } from "#e2e/axe.ts";
import { type MoodyService, startMoodyService } from "#e2e/moody-service.ts";
import { test as base, expect } from "#e2e/own-stack.ts";

const NAME = "by.hand";

/** Asks a web service between two quick stages. */
const definition = (url: string) =>
  Definition.parse({
    heddle: 1,
    name: NAME,
    title: "By hand",
    stages: [
      { id: "plan", kind: "transform", title: "Plan", config: { expression: "1" } },
      { id: "ask", kind: "http", title: "Ask", config: { url } },
      { id: "report", kind: "transform", title: "Report", config: { expression: "'done'" } },
    ],
    dependencies: [
      { from: "plan", to: "ask" },
      { from: "ask", to: "report" },
    ],
  });

const test = base.extend<{ service: MoodyService; start: () => Promise<number> }>({
  settings: { HEDDLE_ALLOW_CIDRS: "127.0.0.1/32" },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern
  service: async ({}, use) => {
    const service = await startMoodyService();
    await use(service);
    service.close();
  },
  start: async ({ heddle, service }, use) => {
    const draft = definition(service.url);
    await heddle.workflows.create.mutate({ name: NAME, title: draft.title });
    const { revision } = await heddle.workflows.get.query({ name: NAME });
    const saved = await heddle.workflows.saveDraft.mutate({ name: NAME, revision, definition: draft });
    await heddle.workflows.publish.mutate({ name: NAME, revision: saved.revision });
    await use(async () => (await heddle.runs.start.mutate({ workflow: NAME, input: {} })).runId);
  },
});

const stage = (page: Page, title: string) => page.getByRole("article", { name: new RegExp(`^${title},`, "i") });
const status = (page: Page) => page.locator("main header").first();

test("a run is paused, finishes what runs, starts nothing new, and goes on when it is resumed", async ({
  page,
  service,
  start,
}) => {
  await page.goto(`/runs/${await start()}`);
  await expect.poll(() => service.held).toBe(1);
  await page.getByRole("button", { name: "Actions of the run" }).click();
  await page.getByRole("menuitem", { name: "Pause run" }).click();
  await expect(status(page).getByText("Paused", { exact: true })).toBeVisible();

  service.set("answers");
  await expect(stage(page, "Ask")).toHaveAccessibleName(/completed/i);
  await expect(stage(page, "Report")).toHaveAccessibleName(/pending/i);
  // The button of the menu has the focus again, and its tooltip lies outside of all landmarks.
  await page.keyboard.press("Escape");
  await expectAccessible(page);

  await page.keyboard.press("Shift+P");
  await expect(status(page).getByText("Completed", { exact: true })).toBeVisible();
  await page.keyboard.press("e");
  await expect(page.getByText("olive@example.org paused the run")).toBeVisible();
});

test("a failed run is retried from where it failed, and its first round is kept", async ({ page, service, start }) => {
  service.set("fails");
  await page.goto(`/runs/${await start()}`);
  await expect(status(page).getByText("Failed", { exact: true })).toBeVisible();
  service.set("answers");
  await page.getByRole("button", { name: "Retry what failed" }).click();
  await expect(status(page).getByText("Completed", { exact: true })).toBeVisible();

  await stage(page, "Ask").click();
  await expect(page.getByText("round 2")).toBeVisible();
  await page.getByRole("tab", { name: "Attempts" }).click();
  await page
    .getByRole("region", { name: "Earlier rounds" })
    .getByRole("button", { name: /Round 1/ })
    .click();
  await expect(page.getByText("round 1")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Latest round" }).click();
  await expect(page.getByText("round 2")).toBeVisible();
});

test("a stage and all after it run again, and the graph shows beforehand which", async ({ page, service, start }) => {
  service.set("answers");
  await page.goto(`/runs/${await start()}`);
  await expect(status(page).getByText("Completed", { exact: true })).toBeVisible();
  await stage(page, "Ask").click();
  await page.getByRole("button", { name: "Run again from here" }).click();
  await expect(page.getByText("2 stages run again")).toBeVisible();
  await expect(page.locator(".react-flow__node.is-highlighted")).toHaveCount(2);
  await expectAccessible(page);
  service.set("holds");
  await page.getByRole("button", { name: "Run again", exact: true }).click();
  await expect(stage(page, "Ask")).toHaveAccessibleName(/running/i);
  await expect(stage(page, "Plan")).toHaveAccessibleName(/completed/i);
  await expect(page.locator(".react-flow__node.is-highlighted")).toHaveCount(0);
  service.set("answers");
  await expect(status(page).getByText("Completed", { exact: true })).toBeVisible();
});

test("a stage that failed is skipped by hand, and what depends on it runs", async ({ page, service, start }) => {
  service.set("fails");
  await page.goto(`/runs/${await start()}`);
  await expect(status(page).getByText("Failed", { exact: true })).toBeVisible();
  await stage(page, "Ask").click();
  await page.getByRole("button", { name: "Skip", exact: true }).click();
  await expect(page.getByText("Skipped: Ask")).toBeVisible();
  await expect(stage(page, "Report")).toHaveAccessibleName(/completed/i);
  await expect(status(page).getByText("Completed", { exact: true })).toBeVisible();

  service.set("answers");
  await page.getByRole("button", { name: "Run it" }).click();
  await expect(stage(page, "Ask")).toHaveAccessibleName(/completed/i);
});

test("several runs are chosen by keyboard and canceled together, and the notice offers to retry them", async ({
  page,
  service,
  start,
}) => {
  const first = await start();
  await start();
  const last = await start();
  await expect.poll(() => service.held).toBe(3);
  await page.goto("/runs");
  await page.getByRole("link", { name: new RegExp(`#${last}`) }).focus();
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("Shift+X");
  const bar = page.getByRole("region", { name: "Selection" });
  await expect(bar).toContainText("3 runs selected");
  await expectAccessible(page);
  await bar.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("Canceled: 3 runs")).toBeVisible();
  await expect(page.getByRole("article", { name: `Run ${first}` }).getByText("Canceled")).toBeVisible();

  service.set("answers");
  await page.getByRole("button", { name: "Retry" }).click();
  await expect(page.getByRole("article", { name: `Run ${first}` }).getByText("Completed")).toBeVisible();
});

test("several stages are marked in the graph, those that fit are paused, and the notice takes it back", async ({
  page,
  service,
  start,
}) => {
  await page.goto(`/runs/${await start()}`);
  await expect.poll(() => service.held).toBe(1);
  await stage(page, "Ask").click();
  await stage(page, "Report").click({ modifiers: ["ControlOrMeta"] });
  const bar = page.getByRole("region", { name: "Selection" });
  await expect(bar).toContainText("2 stages selected");
  await bar.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByText("Paused: Report")).toBeVisible();
  await expect(stage(page, "Report")).toHaveAccessibleName(/paused/i);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(stage(page, "Report")).toHaveAccessibleName(/waiting/i);

  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /Go to/ }).fill("pause");
  await page.keyboard.press("Enter");
  await expect(status(page).getByText("Paused", { exact: true })).toBeVisible();
});
