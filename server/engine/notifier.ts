import { EventEmitter } from "node:events";
import { listen } from "#server/engine/listener.ts";
import { wakeupsOf } from "#server/engine/wakeups.ts";
import { readEnv } from "#server/env.ts";

/** The ids of runs; null means any. */
export type Woken = ReadonlySet<number> | null;

/** Wake-ups in this process: one LISTEN connection, any number of readers. */
export interface Notifier {
  /** Yields once when it listens, and again whenever what is watched may have changed: a run, or what has this name; ends with the signal. */
  wakeups(watched: number | string, signal: AbortSignal): AsyncIterable<void>;
  /** The same for all runs: yields which may have changed since it yielded last. */
  anyWakeups(signal: AbortSignal): AsyncIterable<Woken>;
  close(): Promise<void>;
}

/** How often everybody looks although nothing was notified: a connection can be dead long before anybody is told. */
const POLL_MS = 5_000;

/** Stands beside the ids of runs and the names. */
const ANY = "any";

/** Starts listening on a direct connection. A wake-up may be spurious, never missing: after a reconnection all are woken. */
export async function createNotifier(directUrl: string, pollMs = POLL_MS): Promise<Notifier> {
  const wakes = new EventEmitter().setMaxListeners(0);
  const wakeAll = () => {
    for (const watched of wakes.eventNames()) wakes.emit(watched);
  };
  const connection = await listen(
    directUrl,
    "heddle_run",
    (payload) => {
      if (payload === "*") return wakeAll();
      const watched = payload.split(",");
      for (const name of watched) wakes.emit(name);
      const runs = watched.map(Number).filter(Number.isInteger);
      if (runs.length > 0) wakes.emit(ANY, runs);
    },
    wakeAll,
  );
  const polling = setInterval(wakeAll, pollMs).unref();
  return {
    wakeups: (watched, signal) => wakeupsOf(wakes, String(watched), signal),
    anyWakeups: (signal) => anyWakeupsOf(wakes, signal),
    close() {
      clearInterval(polling);
      return connection.close();
    },
  };
}

async function* anyWakeupsOf(wakes: EventEmitter, signal: AbortSignal): AsyncGenerator<Woken> {
  let runs: Set<number> | null = null;
  const note = (more?: number[]) => {
    if (!more) runs = null;
    else for (const run of more) runs?.add(run);
  };
  for await (const _ of wakeupsOf(wakes, ANY, signal, note)) {
    const woken = runs;
    runs = new Set();
    yield woken;
  }
}

const processWide = globalThis as typeof globalThis & { heddleNotifier?: Promise<Notifier> };

/** The one notifier of this process. A failed start is tried again by the next reader. */
export function getNotifier(): Promise<Notifier> {
  processWide.heddleNotifier ??= createNotifier(readEnv().DATABASE_DIRECT_URL).catch((error: unknown) => {
    delete processWide.heddleNotifier;
    throw error;
  });
  return processWide.heddleNotifier;
}
