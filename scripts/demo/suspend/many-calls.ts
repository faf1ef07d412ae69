import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import type { Heddle } from "#cli/connect.ts";
import type { Checks } from "#scripts/demo/checks.ts";
import { startCountingService } from "#scripts/demo/suspend/counting-service.ts";
import { endOf, waitFor } from "#scripts/demo/wait-for.ts";
import type { Stack } from "#scripts/supervisor/start-stack.ts";

const CALLS = 1_000;
/** So long a worker is left at work; how often it is killed depends on how fast the machine is. */
const KILL_AFTER_MS = 2_000;
const MAX_KILLS = 8;

export const MANY_CALLS = {
  heddle: 1 as const,
  name: "suspend.calls",
  stages: [
    {
      id: "call",
      kind: "code" as const,
      timeoutMs: 3_600_000,
      config: {
        cpuMs: 600_000,
        source: `export default async ({ url, calls }) => {
  const lucks = new Set();
  let [value, last, isForward] = [1, Date.now(), true];
  for (let n = 0; n < calls; n++) {
    const luck = Math.random();
    const { body } = await callHost("http", "fetch", { url, method: "POST", body: { n, value, luck, at: Date.now() } });
    value = body.value;
    lucks.add(luck);
    const now = Date.now();
    isForward &&= now >= last;
    last = now;
  }
  return { value, lucks: lucks.size, isForward };
}`,
      },
    },
  ],
};

const Output = z.object({ value: z.number(), lucks: z.number(), isForward: z.boolean() });

/** One task makes a thousand calls, one after the other: undisturbed, and while its worker is killed again and again. */
export async function manyCalls(heddle: Heddle, { workers }: Stack, { check, title }: Checks): Promise<void> {
  const service = await startCountingService();
  const run = async () => {
    const { runId } = await heddle.runs.start.mutate({
      workflow: MANY_CALLS.name,
      input: { url: service.url, calls: CALLS },
    });
    const begin = performance.now();
    await waitFor(heddle, runId, endOf);
    const { stages } = await heddle.runs.get.query({ runId });
    const { output } = await heddle.runs.task.query({ runId, taskId: stages[0]?.taskId ?? 0 });
    return { output: Output.safeParse(output?.value).data, ms: performance.now() - begin };
  };

  title(`One task makes ${CALLS} calls, undisturbed`);
  const calm = await run();
  console.log(`  ${(calm.ms / CALLS).toFixed(1)} ms a call, 8 of them the service's`);
  check(`the service was called ${service.uses.size} times`, service.uses.size === CALLS);

  title(`The same, its worker killed ${KILL_AFTER_MS / 1000} s after it went on`);
  service.uses.clear();
  const over = new AbortController();
  const killing = killAgainAndAgain(workers, () => service.uses.size, over.signal);
  const { output, ms } = await run();
  over.abort();
  const kills = await killing;
  const uses = [...service.uses.values()];
  const repeated = uses.filter(({ times }) => times > 1).length;
  console.log(`  ${(ms / 1000).toFixed(0)} s, ${repeated} calls were repeated`);
  check(`the worker was killed ${kills} times`, kills >= 3);
  check(`the result is the same: ${output?.value}`, output !== undefined && output.value === calm.output?.value);
  check(`each of ${uses.length} calls had a key of its own`, uses.length === CALLS);
  check(
    "what was repeated was the same, and got the same answer",
    uses.every(({ bodies, values }) => bodies.size === 1 && values.size === 1),
  );
  check(`${output?.lucks} different random numbers, each the same when it was repeated`, output?.lucks === CALLS);
  check("the time in the code never went back", output?.isForward === true);
  service.close();
}

/** Kills the worker, a while after each time that it has gone on with its calls. Returns how often. */
async function killAgainAndAgain(
  workers: Stack["workers"],
  callsMade: () => number,
  signal: AbortSignal,
): Promise<number> {
  let kills = 0;
  let before = 0;
  while (!signal.aborted && kills < MAX_KILLS) {
    await pause(KILL_AFTER_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted || callsMade() === before) continue;
    for (const worker of workers) worker.crash();
    before = callsMade();
    kills += 1;
  }
  return kills;
}
