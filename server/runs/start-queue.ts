import { DatabaseError } from "pg";
import type { Queryable } from "#server/db.ts";
import { type StartedRun, type StartRequest, startRuns } from "#server/engine/start-runs.ts";

const MAX_AT_ONCE = 500;
const STATEMENTS_AT_ONCE = 2;

interface Waiting {
  request: StartRequest;
  resolve(started: StartedRun): void;
  reject(reason: unknown): void;
}

/** Starts runs; those that arrive together, or while a statement is under way, share one statement and one commit. */
export interface StartQueue {
  start(request: StartRequest): Promise<StartedRun>;
}

export function createStartQueue(pool: Queryable, leaseMs: number): StartQueue {
  const waiting: Waiting[] = [];
  let running = 0;
  let isScheduled = false;

  async function startTogether(batch: Waiting[]): Promise<void> {
    try {
      const started = await startRuns(
        pool,
        batch.map(({ request }) => request),
        leaseMs,
      );
      batch.forEach(({ resolve, reject }, index) => {
        const run = started[index];
        if (run) resolve(run);
        else reject(new Error("start_runs() answered too few rows"));
      });
    } catch (error) {
      // Refused by the database, none was started: alone, each gets an answer of its own. Without an answer all may have
      // been started, and must not be started again.
      const wasRefused = error instanceof DatabaseError && error.severity === "ERROR";
      if (wasRefused && batch.length > 1) for (const one of batch) await startTogether([one]);
      else for (const { reject } of batch) reject(error);
    }
  }

  function pump(): void {
    isScheduled = false;
    while (waiting.length > 0 && running < STATEMENTS_AT_ONCE) {
      running += 1;
      void startTogether(waiting.splice(0, MAX_AT_ONCE)).finally(() => {
        running -= 1;
        pump();
      });
    }
  }

  return {
    start: (request) =>
      new Promise((resolve, reject) => {
        waiting.push({ request, resolve, reject });
        if (isScheduled) return;
        isScheduled = true;
        setImmediate(pump);
      }),
  };
}
