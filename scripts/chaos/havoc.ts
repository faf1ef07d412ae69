import { setTimeout as pause } from "node:timers/promises";
import type { Stack } from "#scripts/supervisor/start-stack.ts";
import type { Random } from "#server/engine/testing/random.ts";

const MEAN_PAUSE_MS = 4_000;
/** Longer than a lease: who wakes up has lost all that it held, and must not write. */
const FROZEN_MS = 4_000;

interface Blow {
  name: string;
  weight: number;
  strike(stack: Stack, random: Random): Promise<void> | void;
}

const send = (pid: number | undefined, signal: NodeJS.Signals): void => {
  if (pid === undefined) return;
  try {
    process.kill(pid, signal);
  } catch {
    // It ended in between.
  }
};

const BLOWS: Blow[] = [
  { name: "killed a worker", weight: 5, strike: ({ workers }, random) => random.pick(workers)?.crash() },
  {
    name: "killed all workers",
    weight: 1,
    strike: ({ workers }) => {
      for (const worker of workers) worker.crash();
    },
  },
  {
    name: "told a worker to stop",
    weight: 1,
    strike: ({ workers }, random) => send(random.pick(workers)?.pid, "SIGTERM"),
  },
  {
    name: "froze a worker past its leases",
    weight: 1,
    async strike({ workers }, random) {
      const pid = random.pick(workers)?.pid;
      send(pid, "SIGSTOP");
      await pause(FROZEN_MS);
      send(pid, "SIGCONT");
    },
  },
  { name: "killed the web process", weight: 2, strike: ({ web }) => web.crash() },
  { name: "killed Postgres", weight: 2, strike: ({ postgres }) => send(postgres?.pid, "SIGKILL") },
];

/** Strikes at random until told to stop. Returns how often each blow fell. */
export async function wreakHavoc(
  stack: Stack,
  random: Random,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Record<string, number>> {
  const fallen: Record<string, number> = {};
  const total = BLOWS.reduce((sum, { weight }) => sum + weight, 0);
  while (!signal.aborted) {
    await pause(MEAN_PAUSE_MS * (0.5 + random.next()), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    let left = random.next() * total;
    const blow = BLOWS.find(({ weight }) => {
      left -= weight;
      return left < 0;
    });
    if (!blow) continue;
    say(blow.name);
    fallen[blow.name] = (fallen[blow.name] ?? 0) + 1;
    await blow.strike(stack, random);
  }
  return fallen;
}
