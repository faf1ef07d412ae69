import { expect, type Page } from "@playwright/test";
import { Client } from "pg";
import type { Heddle } from "#cli/connect.ts";
import type { Definition } from "#core/definition.ts";
import type { RunEvent } from "#core/run-event.ts";
import { type GatedService, startGatedService } from "#e2e/gated-service.ts";
import { test as base } from "#e2e/own-stack.ts";

const SUBTASKS = 190;
const AT_ONCE = 20;
export const BEFORE_THE_BREAK = 100;
const STEPS = ["sum", "step2", "step3", "step4", "step5", "step6", "step7", "step8"];
/** plan, visit, its subtasks and the steps */
const TASKS = 2 + SUBTASKS + STEPS.length;
const NAME = "two.hundred.tasks";

/** Plans 190 visits to a web service, makes them twenty at a time, and adds up the answers in eight steps. */
const definition = (url: string): Definition => ({
  heddle: 1,
  name: NAME,
  title: "Two hundred tasks",
  stages: [
    stageOf("plan", "transform", { expression: `[1..${SUBTASKS}]` }),
    {
      ...stageOf("visit", "http", { url }),
      forEach: { items: { $: "stages.plan.output" }, concurrency: AT_ONCE, onFailure: "fail" },
    },
    stageOf("sum", "transform", { expression: "$sum(stages.visit.output.body)" }),
    ...STEPS.slice(1).map((id, index) => ({
      ...stageOf(id, "code", { source: "export default (before) => before + 1" }),
      input: { $: `stages.${STEPS[index]}.output` },
    })),
  ],
  dependencies: ["plan", "visit", ...STEPS.slice(0, -1)].map((from, index) => ({
    from,
    to: ["visit", ...STEPS][index] ?? "",
    requiresSuccess: true,
  })),
});

const stageOf = (id: string, kind: "transform" | "http" | "code", config: Record<string, unknown>) => ({
  id,
  kind,
  config,
  timeoutMs: 60_000,
  allowFailure: false,
});

export const test = base.extend<{
  service: GatedService;
  /** The run that is broken into: half of its visits are made, twenty wait for their answers, and the page shows it. */
  runId: number;
}>({
  settings: { HEDDLE_LEASE_MS: "2000", HEDDLE_ALLOW_CIDRS: "127.0.0.1/32" },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from the pattern
  service: async ({}, use) => {
    const service = await startGatedService(BEFORE_THE_BREAK);
    await use(service);
    service.close();
  },
  runId: async ({ heddle, page, service }, use) => {
    const draft = definition(service.url);
    await heddle.workflows.create.mutate({ name: NAME, title: draft.title });
    const { revision } = await heddle.workflows.get.query({ name: NAME });
    const saved = await heddle.workflows.saveDraft.mutate({ name: NAME, revision, definition: draft });
    await heddle.workflows.publish.mutate({ name: NAME, revision: saved.revision });
    const { runId } = await heddle.runs.start.mutate({ workflow: NAME, input: {} });
    await page.goto(`/runs/${runId}`);
    await expect.poll(() => service.held).toBe(AT_ONCE);
    await expectVisits(page, BEFORE_THE_BREAK);
    await expect(page.getByRole("status", { name: "Connection" })).toHaveText("live");
    await use(runId);
  },
});

const visit = (page: Page) => page.getByRole("article", { name: "visit" });

/** The page shows a run that goes on, with so many visits made. */
export async function expectVisits(page: Page, made: number): Promise<void> {
  await expect(visit(page)).toHaveAccessibleName(`visit, running, ${made} of ${SUBTASKS}`);
}

/** The page shows the end of the run, by itself. */
export async function expectCaughtUp(page: Page): Promise<void> {
  const header = page.locator("main header").first();
  await expect(header.getByText("Completed", { exact: true })).toBeVisible();
  await expect(visit(page)).toHaveAccessibleName(`visit, completed, ${SUBTASKS} of ${SUBTASKS}`);
  await expect(header.getByText(`${STEPS.length + 2} of ${STEPS.length + 2}`)).toBeVisible();
  // Neither live, as nothing more comes, nor reconnecting.
  await expect(page.getByRole("status", { name: "Connection" })).toHaveText("");
}

/** As without the break: all completed, each task settled once, no event missing, no lease left. */
export async function expectWhole(heddle: Heddle, databaseUrl: string, runId: number): Promise<void> {
  await expect(async () => {
    const { status } = await heddle.runs.get.query({ runId });
    expect(status).toBe("completed");
  }).toPass();
  const run = await heddle.runs.get.query({ runId });
  const events = await allEvents(heddle, runId);
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: run.lastSeq }, (_, index) => index + 1));
  expect(new Set(run.stages.map(({ status }) => status))).toEqual(new Set(["completed"]));
  expect(run.stages.find(({ stageId }) => stageId === "visit")?.subtasks?.completed).toBe(SUBTASKS);
  const last = run.stages.find(({ stageId }) => stageId === STEPS.at(-1));
  const { output } = await heddle.runs.task.query({ runId, taskId: last?.taskId ?? 0 });
  expect(output?.value).toBe(SUBTASKS + STEPS.length - 1);

  const settled = events.flatMap((event) => (event.type === "task.settled" ? [event] : []));
  expect(settled.every(({ data }) => data.status === "completed")).toBe(true);
  expect(new Set(settled.map(({ taskId }) => taskId)).size).toBe(TASKS);
  expect(settled).toHaveLength(TASKS);

  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query(
    `select count(*)::int as tasks,
       count(*) filter (where status = 'completed')::int as completed,
       count(lease)::int as leases,
       (select count(*)::int from event where run_id = $1 and type = 'task.settled') as settled,
       (select max(seq) = count(*) from event where run_id = $1) as "hasNoGap"
     from task
     where run_id = $1`,
    [runId],
  );
  await client.end();
  expect(rows).toEqual([{ tasks: TASKS, completed: TASKS, leases: 0, settled: TASKS, hasNoGap: true }]);
}

async function allEvents(heddle: Heddle, runId: number): Promise<RunEvent[]> {
  const all: RunEvent[] = [];
  for (;;) {
    const { events } = await heddle.runs.events.query({ runId, after: all.length });
    if (events.length === 0) return all;
    all.push(...events);
  }
}
