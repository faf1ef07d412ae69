import type { APIRequestContext, Page } from "@playwright/test";
import { expect, test } from "#e2e/session.ts";

const SUBTASKS = 120;
const BUSY_MS = 40;

// Slow enough to be interrupted, quick enough to wait for: each subtask keeps a processor busy for a moment.
const SLOW = {
  heddle: 1,
  title: "Slow count",
  stages: [
    {
      id: "count",
      kind: "code",
      title: "Count",
      config: {
        source: `export default (input) => { const end = Date.now() + ${BUSY_MS}; while (Date.now() < end); return input; }`,
      },
      forEach: { items: { $: `[1..${SUBTASKS}]` }, concurrency: 2 },
    },
    { id: "sum", kind: "transform", title: "Sum", config: { expression: "$count(stages.count.output)" } },
  ],
  dependencies: [{ from: "count", to: "sum" }],
};

test("a page that was offline in mid-run catches up without a gap", async ({ page, context, baseURL }) => {
  const api = callsOf(page.request, baseURL ?? "");
  const runId = await startSlowRun(api, "slow.offline");
  await page.goto(`/runs/${runId}`);
  await expect(page.getByRole("article", { name: /^Count, running, [1-9]\d* of/i })).toBeVisible();

  await context.setOffline(true);
  await expect(page.getByRole("status", { name: "Connection" })).toContainText("offline");
  await expect.poll(() => settledSubtasks(api, runId), { timeout: 30_000 }).toBeGreaterThan(SUBTASKS / 2);
  await context.setOffline(false);

  await expectWholeRun(page, api, runId);
});

test("a page that is reloaded in mid-run goes on where the run is", async ({ page, baseURL }) => {
  const api = callsOf(page.request, baseURL ?? "");
  const runId = await startSlowRun(api, "slow.reload");
  await page.goto(`/runs/${runId}`);
  await expect(page.getByRole("article", { name: /^Count, running, [1-9]\d* of/i })).toBeVisible();

  await page.reload();

  await expectWholeRun(page, api, runId);
});

async function expectWholeRun(page: Page, api: Api, runId: number) {
  const whole = `${SUBTASKS} of ${SUBTASKS}`;
  await expect(page.getByRole("article", { name: new RegExp(`^Count, completed, ${whole}$`, "i") })).toBeVisible({
    timeout: 40_000,
  });
  await expect(page.getByRole("article", { name: /^Sum, completed/i })).toBeVisible();
  const { lastSeq } = await api.get<{ lastSeq: number }>("runs.get", { runId });
  await page.keyboard.press("e");
  await page.getByRole("checkbox", { name: "Subtasks too" }).click();
  await expect(page.getByText(`${lastSeq.toLocaleString("en-US")} events`, { exact: true })).toBeVisible();
}

async function settledSubtasks(api: Api, runId: number): Promise<number> {
  const { stages } = await api.get<{ stages: { subtasks: { completed: number } | null }[] }>("runs.get", { runId });
  return stages[0]?.subtasks?.completed ?? 0;
}

async function startSlowRun(api: Api, name: string): Promise<number> {
  await api.call("workflows.create", { name, title: SLOW.title });
  const { revision } = await api.get<{ revision: number }>("workflows.get", { name });
  const saved = await api.call<{ revision: number }>("workflows.saveDraft", {
    name,
    revision,
    definition: { ...SLOW, name },
  });
  await api.call("workflows.publish", { name, revision: saved.revision });
  const { runId } = await api.call<{ runId: number }>("runs.start", { workflow: name, input: {} });
  return runId;
}

interface Api {
  get<Output>(procedure: string, input: unknown): Promise<Output>;
  call<Output>(procedure: string, input: unknown): Promise<Output>;
}

// The context's own requests, which stay online while the page is not.
function callsOf(request: APIRequestContext, baseURL: string): Api {
  const headers = { origin: baseURL };
  return {
    async get(procedure, input) {
      const query = encodeURIComponent(JSON.stringify({ json: input }));
      return (await (await request.get(`/api/trpc/${procedure}?input=${query}`, { headers })).json()).result.data.json;
    },
    async call(procedure, input) {
      return (await (await request.post(`/api/trpc/${procedure}`, { headers, data: { json: input } })).json()).result
        .data.json;
    },
  };
}
