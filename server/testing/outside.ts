import { createServer } from "node:http";
import { afterAll } from "vitest";
import { createReportDoor } from "#server/api/report-door.ts";
import type { Pool } from "#server/db.ts";
import type { ClaimedTask } from "#server/engine/advance.ts";
import { publish, type StageInput, startRun } from "#server/engine/testing/published.ts";
import { TestWorker } from "#server/engine/testing/test-worker.ts";
import { createHandles, type Handles } from "#server/reports/handles.ts";
import { beginProgress } from "#server/reports/progress.ts";

export const SECRET = "a secret for tests that is long enough";

/** What the door answered. */
export interface Told {
  status: number;
  retryAfter: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects.
  body: any;
}

/** The report door on a port of its own, as the web process serves it; closed after the test file. */
export async function serveReports(pool: Pool): Promise<{ url: string; handles: Handles }> {
  const door: { open?: ReturnType<typeof createReportDoor> } = {};
  const server = createServer((request, response) => {
    if (!door.open?.handle(request, response)) response.writeHead(418).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  const handles = createHandles(SECRET, url);
  const fail = (error: unknown) =>
    queueMicrotask(() => {
      throw error;
    });
  door.open = createReportDoor({ pool, handles, onError: fail });
  afterAll(() => {
    door.open?.close();
    server.closeAllConnections();
    server.close();
  });
  return { url, handles };
}

/** Says something to the door as an outside system does. */
export async function tell(
  handle: string,
  method: "PUT" | "PATCH" | "GET" | "POST",
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Told> {
  const response = await fetch(handle, {
    method,
    headers,
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return { status: response.status, retryAfter: response.headers.get("retry-after"), body: await response.json() };
}

/** An external stage whose start call was answered, without a worker that would call anybody. */
export async function startedOutside(pool: Pool, handles: Handles, stage: Partial<StageInput> = {}) {
  const published = await publish(pool, [
    { id: "outside", kind: "external", config: { url: "http://outside.test" }, ...stage },
  ]);
  const runId = await startRun(pool, published);
  const worker = new TestWorker(pool);
  const task = (await worker.claim()).find((claimed) => claimed.runId === runId);
  if (!task) throw new Error("The stage was not claimed");
  await beginProgress(pool, task, null);
  return { ...published, runId, task, worker, handle: handles.urlOf(task), suspend: () => suspend(worker, task) };
}

const suspend = (worker: TestWorker, task: ClaimedTask, suspension: Record<string, unknown> = {}) =>
  worker.settle([task], {
    to: "suspended",
    suspension: {
      for: "external",
      since: new Date().toISOString(),
      inactivityTimeoutMs: 60_000,
      deadline: null,
      ...suspension,
    },
    wakeAt: new Date(Date.now() + 60_000).toISOString(),
  });
