import { mkdtempSync, rmSync } from "node:fs";
import type { RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { type Action, Actions } from "#core/action.ts";
import { folderStore } from "#server/artifacts/folder-store.ts";
import type { Pool } from "#server/db.ts";
import { definitionOf, publishDefinition, type StageInput, startRun } from "#server/engine/testing/published.ts";
import { TestWorker } from "#server/engine/testing/test-worker.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { testServer } from "#server/http/test-server.ts";
import { createSecretBox } from "#server/secret-box.ts";
import { DeliverySender, type SenderDeps, type SenderSettings } from "#worker/deliveries/sender.ts";
import { DELIVERY_SETTINGS } from "#worker/deliveries/start-deliveries.ts";
import { WorkerMetrics } from "#worker/watch/worker-metrics.ts";

/** As it is, but with pauses that a test need not wait for. */
export const QUICK: SenderSettings = {
  ...DELIVERY_SETTINGS,
  policy: { maxAttempts: 10, baseMs: 0, capMs: 0 },
  breaker: { threshold: 1_000, openMs: 60_000, perHost: 8 },
};

export interface DeliveryState {
  id: number;
  status: string;
  attempts: number;
  key: string;
  host: string | null;
  error: string | null;
  request: { url: string; headers: Record<string, string>; body: string | null } | null;
  responseStatus: number | null;
  response: string | null;
}

export const answering =
  (status: number): RequestListener =>
  (_request, response) =>
    response.writeHead(status).end();

export const hook = (address: string, more: Partial<Action> = {}) => ({
  on: "success" as const,
  url: address,
  ...more,
});

/** Receivers, and senders that may reach them. `clear` after each test closes what it has opened, `close` ends it all. */
export function deliveryBench(pool: Pool) {
  const home = mkdtempSync(join(tmpdir(), "heddle-deliveries-"));
  const expressions = createExpressionPool({ threads: 1 });
  const secretBox = createSecretBox("a secret for tests that is long enough");
  const closing: (() => unknown)[] = [];
  async function clear(): Promise<void> {
    await Promise.all(closing.splice(0).map((end) => end()));
    await pool.query("truncate run, delivery, signing_secret cascade");
  }
  function close(): void {
    expressions.close();
    rmSync(home, { recursive: true });
  }

  const deps = (more: Partial<SenderDeps> = {}): SenderDeps => ({
    pool,
    expressions,
    artifacts: folderStore(home),
    secretBox,
    outbound: { hosts: [], cidrs: ["127.0.0.1/32"] },
    logger: pino({ level: "silent" }),
    metrics: new WorkerMetrics(),
    mailer: null,
    publicUrl: "http://heddle.test",
    ...more,
  });

  function sender(settings: Partial<SenderSettings> = {}, more: Partial<SenderDeps> = {}): DeliverySender {
    const made = new DeliverySender(deps(more), { ...QUICK, ...settings });
    closing.push(() => made.stop());
    made.wake();
    return made;
  }

  async function receiver(listener: RequestListener) {
    const server = await testServer(listener);
    closing.push(server.close);
    return server;
  }

  async function start(stages: StageInput[], actions: ReturnType<typeof hook>[] = [], input: unknown = {}) {
    const definition = { ...definitionOf(stages), actions: Actions.parse(actions) };
    const published = await publishDefinition(pool, definition);
    const runId = await startRun(pool, published);
    await pool.query("update run set input = $2 where id = $1", [runId, JSON.stringify(input)]);
    return { runId, workspaceId: published.workspaceId };
  }

  async function rows(): Promise<DeliveryState[]> {
    const found = await pool.query<DeliveryState>(
      `select id, status, attempts, key, host, error, request, response_status as "responseStatus", response
       from delivery order by id`,
    );
    return found.rows;
  }

  /** Their statuses, in the order in which they were caused. */
  const statuses = async () => (await rows()).map(({ status }) => status);

  return {
    secretBox,
    worker: new TestWorker(pool),
    deps,
    sender,
    receiver,
    start,
    rows,
    statuses,
    closing,
    clear,
    close,
  };
}
