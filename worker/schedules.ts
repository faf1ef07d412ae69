import type { Logger } from "pino";
import { type FireDeps, fireDue, untilNextDue } from "#server/triggers/fire-schedules.ts";

/** How often it looks although nobody told it to: a notification can be lost. */
const POLL_MS = 30_000;
/** What is due and was passed over is held by another process, or failed. */
const SOON_MS = 1_000;

export interface ScheduleWatch {
  /** Schedules may have changed. */
  wake(): void;
  /** Takes nothing new; resolves when what was under way is done. */
  stop(): Promise<void>;
}

/** Fires schedules when they are due: sleeps exactly until the next one, by the clock of the database. Call `wake` to begin. */
export function watchSchedules(deps: FireDeps, logger: Logger, pollMs = POLL_MS): ScheduleWatch {
  let timer: NodeJS.Timeout | undefined;
  let turning: Promise<void> | null = null;
  let again = false;
  let isStopped = false;

  async function look(): Promise<number> {
    try {
      for (const { id, error } of await fireDue(deps))
        logger.error({ err: error, triggerId: id }, "a schedule could not be fired, trying again");
      const ms = await untilNextDue(deps.pool);
      return ms === null ? pollMs : Math.min(ms > 0 ? Math.ceil(ms) : SOON_MS, pollMs);
    } catch (err) {
      logger.warn({ err }, "schedules could not be read, trying again");
      return SOON_MS;
    }
  }

  async function turn(): Promise<void> {
    let waitMs = pollMs;
    do {
      again = false;
      waitMs = await look();
    } while (again && !isStopped);
    turning = null;
    if (!isStopped) timer = setTimeout(wake, waitMs);
  }

  function wake(): void {
    again = true;
    if (turning || isStopped) return;
    clearTimeout(timer);
    turning = turn();
  }

  return {
    wake,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await turning;
    },
  };
}
