import { setTimeout as pause } from "node:timers/promises";
import { type Postgres, type PostgresOptions, startPostgres } from "#server/postgres/start-postgres.ts";

export interface KeptPostgres {
  url: string;
  /** Of the server that runs now. */
  readonly pid: number;
  stop(): Promise<void>;
}

const LONGEST_PAUSE_MS = 10_000;

/** Starts the embedded Postgres and starts it again, at the same address, when it ends unasked. */
export async function keepPostgres(options: PostgresOptions): Promise<KeptPostgres> {
  const stopping = new AbortController();
  let postgres: Postgres = await startPostgres(options);

  async function keepRunning(): Promise<void> {
    for (;;) {
      await postgres.exited;
      let pauseMs = 100;
      let isDown = true;
      while (isDown) {
        if (stopping.signal.aborted) return;
        options.log("Postgres ended; starting it again");
        try {
          postgres = await startPostgres({ ...options, keepsPort: true });
          isDown = false;
        } catch (error) {
          options.log(error instanceof Error ? error.message : String(error));
          await pause(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
          pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
        }
      }
      if (stopping.signal.aborted) await postgres.stop();
    }
  }
  const ended = keepRunning();

  return {
    url: postgres.url,
    get pid() {
      return postgres.pid;
    },
    async stop() {
      stopping.abort();
      await postgres.stop();
      await ended;
    },
  };
}
