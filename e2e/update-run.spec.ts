import type { Page } from "@playwright/test";
import { Definition } from "#core/definition.ts";
import { expectAccessible } from "#e2e/axe.ts";
import { test as base, expect } from "#e2e/own-stack.ts";

const NAME = "song.make";

const stage = (id: string, expression: string) => ({
  id,
  kind: "transform" as const,
  title: id.charAt(0).toUpperCase() + id.slice(1),
  input: {},
  config: { expression },
});

/** A tune and a cover from one plan, together in an album; a tune is another each time. */
const definition = Definition.parse({
  heddle: 1,
  name: NAME,
  title: "Song",
  stages: [
    stage("plan", "'a plan'"),
    stage("tune", "$random()"),
    stage("mix", "stages.tune.output"),
    stage("cover", "stages.plan.output"),
    stage("album", "[stages.mix.output, stages.cover.output]"),
  ],
  dependencies: [
    { from: "plan", to: "tune" },
    { from: "tune", to: "mix" },
    { from: "plan", to: "cover" },
    { from: "mix", to: "album" },
    { from: "cover", to: "album" },
  ],
  changeRequests: { "tune.update": ["tune"] },
});

const test = base.extend<{ completed: number }>({
  completed: async ({ heddle }, use) => {
    await heddle.workflows.create.mutate({ name: NAME, title: definition.title });
    const { revision } = await heddle.workflows.get.query({ name: NAME });
    const saved = await heddle.workflows.saveDraft.mutate({ name: NAME, revision, definition });
    await heddle.workflows.publish.mutate({ name: NAME, revision: saved.revision });
    const { runId } = await heddle.runs.start.mutate({ workflow: NAME, input: { tempo: 90 } });
    await expect.poll(async () => (await heddle.runs.get.query({ runId })).status).toBe("completed");
    await use(runId);
  },
});

const node = (page: Page, name: string | RegExp) => page.getByRole("article", { name });
const header = (page: Page) => page.locator("main header").first();

test("before a change is started, the graph shows what runs and why", async ({ page, heddle, completed }) => {
  await page.goto(`/runs/${completed}`);
  await page.getByRole("link", { name: "Change…" }).click();
  await expect(page).toHaveURL(new RegExp(`/runs/${completed}/update$`));
  await expect(page.getByText("Nothing would run yet.")).toBeVisible();
  const start = page.getByRole("button", { name: "Start update" });
  await expect(start).toBeDisabled();

  await page.getByLabel("What changed").selectOption("tune.update");
  await expect(node(page, "Tune, will run: you named it")).toBeVisible();
  await expect(node(page, "Mix, may run: depends on Tune")).toBeVisible();
  await expect(node(page, "Album, may run: depends on Mix")).toBeVisible();
  await expect(node(page, "Plan, reused")).toBeVisible();
  await expect(node(page, "Cover, reused")).toBeVisible();
  await expect(page.getByText("1 stage will run, 2 may, 2 are reused · under 1 s")).toBeVisible();
  await expectAccessible(page);

  expect((await heddle.runs.list.query({})).rows).toHaveLength(1);
  await page.getByLabel("Note").fill("The tune was too slow");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(page).toHaveURL(new RegExp(`/runs/(?!${completed}(/|$))\\d+$`));

  await expect(node(page, /^Tune, completed/)).toBeVisible();
  await expect(node(page, /^Album, completed/)).toBeVisible();
  await expect(node(page, /^Plan, skipped/)).toBeVisible();
  await node(page, /^Cover, skipped/).click();
  await expect(page.getByText("Its output was reused from the base run.")).toBeVisible();
  await expect(header(page)).toContainText(`run ${completed} · tune.update`);
  await expect(header(page)).toContainText("The tune was too slow");
  await expectAccessible(page);

  await header(page)
    .getByRole("link", { name: `run ${completed}`, exact: true })
    .click();
  await expect(header(page)).toContainText("Updated by");
  await expect(header(page).getByRole("link", { name: /^run \d+, completed/ })).toBeVisible();
});

test("stages are picked in the graph by mouse and keyboard, and a newer update asks to be sure", async ({
  page,
  heddle,
  completed,
}) => {
  const input = { tempo: 120, lyrics: "la ".repeat(2_000) };
  const newer = await heddle.runs.update.mutate({ runId: completed, type: "tune.update", note: "" });
  await page.goto(`/runs/${completed}`);
  await expect(page.getByRole("link", { name: "Change…" })).toBeVisible();
  await page.keyboard.press("c");
  await expect(page.getByText(`Run ${newer.runId} is a newer update of this run.`)).toBeVisible();

  await node(page, /^Cover/).click();
  await node(page, /^Mix/).focus();
  await page.keyboard.press("Enter");
  await expect(node(page, "Mix, will run: you named it")).toBeVisible();
  await expect(node(page, "Album, may run: depends on Mix")).toBeVisible();
  await page.getByRole("button", { name: "Remove Mix" }).click();
  await expect(node(page, "Mix, reused")).toBeVisible();
  await page.getByLabel("Another input").click();
  await page.getByLabel("Input as JSON").fill(JSON.stringify(input));
  await expect(page.getByText("1 stage will run, 1 may, 3 are reused")).toBeVisible();
  await expectAccessible(page);

  const start = page.getByRole("button", { name: "Start update" });
  await expect(start).toBeDisabled();
  await page.getByLabel("Start from this run all the same").click();
  await start.click();
  await expect(header(page)).toContainText(`run ${completed} · cover`);
  const id = Number(page.url().split("/").at(-1));
  expect((await heddle.runs.get.query({ runId: id })).input?.value).toEqual(input);
});
