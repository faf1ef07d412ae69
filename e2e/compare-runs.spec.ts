import type { Page } from "@playwright/test";
import { Client } from "pg";
import type { Heddle } from "#cli/connect.ts";
import { Definition } from "#core/definition.ts";
import { expectAccessible } from "#e2e/axe.ts";
import { expect, test } from "#e2e/own-stack.ts";
import type { Stack } from "#scripts/supervisor/start-stack.ts";

const NAME = "song.make";

const definition = Definition.parse({
  heddle: 1,
  name: NAME,
  title: "Make a song",
  stages: [
    { id: "write", kind: "transform", title: "Write", config: { expression: "'la la'" }, input: {} },
    {
      id: "tune",
      kind: "transform",
      title: "Tune",
      config: { expression: "{ 'mood': input.mood, 'bars': 12 }" },
      input: { mood: { $: "input.mood" } },
    },
    {
      id: "mix",
      kind: "transform",
      title: "Mix",
      config: { expression: "stages.write.output & ', ' & stages.tune.output.mood" },
      input: { tune: { $: "stages.tune.output" } },
    },
  ],
  dependencies: [
    { from: "write", to: "mix" },
    { from: "tune", to: "mix" },
  ],
});

/** Completed runs with these moods as input. */
async function runsOf({ heddle, stack }: { heddle: Heddle; stack: Stack }, moods: string[]): Promise<number[]> {
  await heddle.workflows.create.mutate({ name: NAME, title: definition.title });
  const { revision } = await heddle.workflows.get.query({ name: NAME });
  const saved = await heddle.workflows.saveDraft.mutate({ name: NAME, revision, definition });
  await heddle.workflows.publish.mutate({ name: NAME, revision: saved.revision });
  const runIds: number[] = [];
  for (const mood of moods) {
    const { runId } = await heddle.runs.start.mutate({ workflow: NAME, input: { mood } });
    await expect.poll(async () => (await heddle.runs.get.query({ runId })).status).toBe("completed");
    runIds.push(runId);
  }
  await levelTimes(stack.databaseUrl);
  return runIds;
}

/** How long each task took depends on the machine: says that all took the same. */
async function levelTimes(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query("update task set started_at = finished_at where started_at is not null");
  await client.end();
}

const stageNode = (page: Page, title: string) => page.getByRole("article", { name: new RegExp(`^${title},`, "i") });

test("two runs are selected and compared: the stage at which they part is named, and what changed is shown", async ({
  page,
  heddle,
  stack,
}) => {
  const [first = 0, second = 0] = await runsOf({ heddle, stack }, ["glad", "sad"]);
  await page.goto("/runs");
  await page.getByRole("checkbox", { name: `Select run ${second}` }).click();
  const bar = page.getByRole("region", { name: "Selection" });
  await expect(bar.getByRole("link", { name: "Compare" })).toHaveCount(0);
  await page.getByRole("checkbox", { name: `Select run ${first}` }).click();
  await expectAccessible(page);
  await bar.getByRole("link", { name: "Compare" }).click();

  await page.waitForURL(`**/runs/${first}/compare/${second}`);
  await expect(page.getByRole("status").filter({ hasText: "First differs" })).toHaveText(
    "First differs: Tune — it was given another input",
  );
  await expect(stageNode(page, "Tune")).toHaveAccessibleName(/^Tune, input, output/i);
  await expect(stageNode(page, "Write")).toHaveAccessibleName(/^Write, same/i);
  const shown = page.getByRole("region", { name: "What differs", exact: true });
  await expect(shown.getByRole("heading", { name: "Tune" })).toBeVisible();
  const output = shown.getByRole("region", { name: "Output" });
  await expect(output).toContainText("glad");
  await expect(output).toContainText("sad");
  await expect(output).not.toContainText("No difference");
  await expectAccessible(page);

  await test.step("walked through by keyboard", async () => {
    await page.keyboard.press("j");
    await expect(shown.getByRole("heading", { name: "Mix" })).toBeVisible();
    await expect(
      page.getByRole("list", { name: "Stages that differ" }).getByRole("button", { name: /^Mix/ }),
    ).toBeFocused();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    await expect(shown.getByRole("heading", { name: "Input of the runs" })).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(shown).toBeFocused();
    await page.keyboard.press("f");
    await expect(page.getByRole("list", { name: "All stages" }).getByRole("button")).toHaveCount(4);
  });

  await page.getByRole("link", { name: "Swap" }).click();
  await page.waitForURL(`**/runs/${second}/compare/${first}`);
  await expect(page.getByText("First differs")).toBeVisible();
});

test("runs that went the same way do not differ", async ({ page, heddle, stack }) => {
  const [first, second] = await runsOf({ heddle, stack }, ["glad", "glad"]);
  await page.goto(`/runs/${first}/compare/${second}`);
  await expect(page.getByRole("heading", { name: "These runs do not differ" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Show all stages" }).click();
  await expect(page.getByRole("list", { name: "All stages" }).getByRole("button")).toHaveCount(3);
});

test("an update run leads to what differs from the run that it is based on", async ({ page, heddle, stack }) => {
  const [base = 0] = await runsOf({ heddle, stack }, ["glad"]);
  const { runId } = await heddle.runs.update.mutate({ runId: base, input: { mood: "sad" } });
  await page.goto(`/runs/${runId}`);
  await page.getByRole("link", { name: `Compare with run ${base}` }).click();
  await expect(page.getByText("First differs")).toBeVisible();
  await expect(stageNode(page, "Write")).toHaveAccessibleName(/^Write, cache/i);
});
