import { pino } from "pino";
import { afterAll, expect, vi } from "vitest";
import type { RunEvent } from "#core/run-event.ts";
import type { Services } from "#server/api/context.ts";
import { eventRowsOf, runOf } from "#server/engine/testing/rows.ts";
import { publishCustomStages } from "#server/stages/publish-custom-stages.ts";
import { type Caller, callerFor, newWorkspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";
import { loadExamples } from "#server/workflows/load-examples.ts";

import { createJudge } from "#worker/judge.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { type LoadedStage, publishedStage } from "#worker/stages/load-stages.ts";
import { startWorker } from "#worker/start-worker.ts";
import { testHandlers } from "#worker/testing/handlers.ts";

const LEASE_MS = 15_000;
const MAX_INPUT_BYTES = 10 * 1024 * 1024;

/** An engine with the examples in it, a worker that runs them, and an owner who calls procedures. */
export interface ExampleStack {
  owner: Caller;
  services: Services;
  /** Waits until the run has one of these statuses. */
  reaches(runId: number, ...statuses: string[]): Promise<void>;
  eventsOf(
    runId: number,
  ): Promise<
    { type: RunEvent["type"]; stageId: string | null; subtask: number | null; data: Record<string, unknown> }[]
  >;
  /** Decides the one open review of a run. */
  decide(runId: number, decision: "approved" | "rejected", form?: unknown): Promise<void>;
  query<Row extends object>(sql: string, values?: unknown[]): Promise<Row[]>;
}

/** Starts it all for one test file, closed after it. `cidrs` are private networks that http stages may reach, `loaded` stages of an operator. */
export async function exampleStack({
  cidrs = [] as string[],
  loaded = [] as LoadedStage[],
} = {}): Promise<ExampleStack> {
  const services = await testServices();
  const { pool, prisma, expressions, artifacts } = services;
  const workspace = await newWorkspace(services);
  const owner = callerFor(services, await workspace.as("owner"));
  await publishCustomStages(pool, loaded.map(publishedStage));
  await loadExamples(prisma, workspace.workspaceId, "ada@example.org");

  const sandbox = createSandboxPool({ threads: 1 });
  const url = String(pool.options.connectionString);
  const worker = await startWorker(
    pool,
    {
      expressions,
      artifacts,
      handlers: testHandlers(sandbox, {
        outbound: { hosts: [], cidrs },
        stages: loaded.map(({ stage }) => stage),
        db: pool,
      }),
      judge: createJudge({ expressions, sandbox }),
      random: () => 0,
    },
    { url, directUrl: url, slots: 8, leaseMs: LEASE_MS, pollMs: 60_000, maxInputBytes: MAX_INPUT_BYTES },
    pino({ level: "silent" }),
  );
  afterAll(async () => {
    await worker.stop();
    sandbox.close();
  });

  return {
    owner,
    services,
    reaches: (runId, ...statuses) =>
      vi.waitFor(async () => expect(statuses).toContain((await runOf(pool, runId)).status), { timeout: 20_000 }),
    eventsOf: (runId) => eventRowsOf(pool, runId),
    async decide(runId, decision, form) {
      const { rows } = await owner.reviews.list({});
      const review = rows.find((row) => row.runId === runId);
      if (!review) throw new Error(`Run ${runId} has no open review`);
      const { attempt, contentHash } = await owner.reviews.get({ reviewId: review.id });
      await owner.reviews.decide({ reviewId: review.id, taskId: review.taskId, attempt, contentHash, decision, form });
    },
    query: async (sql, values) => (await pool.query(sql, values)).rows,
  };
}
