import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Definition } from "#core/definition.ts";
import { expectAccessible } from "#e2e/axe.ts";
import { test as base, expect } from "#e2e/own-stack.ts";

const NAME = "convert.videos";
const stageOf = (id: string, kind: Definition["stages"][number]["kind"], config: Record<string, unknown>) => ({
  id,
  kind,
  config,
  timeoutMs: 60_000,
  allowFailure: false,
});

/** A stage that an outside system does, then one that waits for an hour. */
const definition = (url: string): Definition => ({
  heddle: 1,
  name: NAME,
  title: "Convert videos",
  stages: [
    stageOf("convert", "external", { url, expectedCount: 100, body: { reportTo: { $: "task.handle" } } }),
    stageOf("cool", "wait", { for: "PT1H" }),
  ],
  dependencies: [{ from: "convert", to: "cool", requiresSuccess: true }],
});

interface Outside {
  url: string;
  /** Where it was told to report to; undefined until it was told. */
  handle: string | undefined;
}

const test = base.extend<{ outside: Outside }>({
  settings: { HEDDLE_ALLOW_CIDRS: "127.0.0.1/32" },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern
  outside: async ({}, use) => {
    const outside: Outside = { url: "", handle: undefined };
    const server = createServer((request, response) => {
      outside.handle = String(request.headers["heddle-handle"]);
      request.resume();
      response.end("{}");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    outside.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/start`;
    await use(outside);
    server.closeAllConnections();
    server.close();
  },
});

test("an outside system's progress is watched live, and the stage after it says when it wakes", async ({
  page,
  heddle,
  outside,
}) => {
  await heddle.workflows.create.mutate({ name: NAME, title: "Convert videos" });
  const { revision } = await heddle.workflows.get.query({ name: NAME });
  const saved = await heddle.workflows.saveDraft.mutate({ name: NAME, revision, definition: definition(outside.url) });
  await heddle.workflows.publish.mutate({ name: NAME, revision: saved.revision });
  const { runId } = await heddle.runs.start.mutate({ workflow: NAME, input: {} });
  await page.goto(`/runs/${runId}?stage=convert`);
  await expect(page.getByRole("article", { name: "convert" })).toHaveAccessibleName(/^convert, suspended/);
  await expect.poll(() => outside.handle).toMatch(/\/api\/v1\/tasks\/[\w-]{59}$/);

  const report = (method: string, body: object) =>
    page.request.fetch(outside.handle ?? "", { method, data: body, headers: { "content-type": "application/json" } });
  expect((await report("PUT", { newSuccess: 38, newFailures: 2 })).status()).toBe(202);

  await expect(page.getByRole("article", { name: "convert" })).toHaveAccessibleName(
    "convert, suspended, 40/100, 2 failed",
  );
  await expect(page.getByRole("progressbar", { name: "Reported progress" })).toHaveAttribute("aria-valuenow", "40");
  await expect(page.getByText("38 succeeded, 2 failed of 100")).toBeVisible();
  await expectAccessible(page);

  expect((await report("PATCH", { status: "success", newSuccess: 60 })).status()).toBe(200);

  await expect(page.getByRole("article", { name: "convert" })).toHaveAccessibleName("convert, completed");
  await expect(page.getByRole("article", { name: "cool" })).toHaveAccessibleName("cool, suspended");
  await expect(page.getByRole("article", { name: "cool" })).toContainText(/Wakes.*in (59|60) min|in 1 h 0 min/);
  expect((await report("PATCH", { status: "failure", failureReason: "Late" })).status()).toBe(409);
});

test("a pause is set in hours, and a limit in all is given to what is done outside", async ({
  page,
  heddle,
  outside,
}) => {
  await heddle.workflows.create.mutate({ name: NAME, title: "Convert videos" });
  const { revision } = await heddle.workflows.get.query({ name: NAME });
  await heddle.workflows.saveDraft.mutate({ name: NAME, revision, definition: definition(outside.url) });
  await page.goto(`/workflows/${NAME}`);
  const panel = page.getByRole("complementary", { name: "Inspector" });
  const configOf = async (stage: number) =>
    (await heddle.workflows.get.query({ name: NAME })).draft.stages[stage]?.config;

  await page.getByRole("article", { name: /^cool/ }).click();
  await expect(panel.getByLabel("How long", { exact: true })).toHaveValue("1");
  await expect(panel.getByLabel("Unit", { exact: true })).toHaveValue("hours");
  await panel.getByLabel("How long", { exact: true }).fill("3");
  await expect.poll(() => configOf(1)).toEqual({ for: "PT3H" });
  await panel.getByLabel("Waits", { exact: true }).selectOption("Until a time");
  await panel.getByLabel("Until when", { exact: true }).fill("2030-12-24T18:00:00Z");
  await expect.poll(() => configOf(1)).toEqual({ until: "2030-12-24T18:00:00Z" });
  await expectAccessible(page);

  // The palette may lie over it.
  await page.getByRole("article", { name: /^convert/ }).focus();
  await page.keyboard.press("Enter");
  await panel.getByLabel("Limit the time in all").check();
  await expect.poll(() => configOf(0)).toMatchObject({ timeoutMs: 3_600_000 });
  await expectAccessible(page);
});
