import { setTimeout as pause } from "node:timers/promises";
import type { Heddle } from "#cli/connect.ts";
import { decisionOf, type Plan } from "#scripts/chaos/plans.ts";
import type { Random } from "#server/engine/testing/random.ts";

/** A run that was started, and what it was started for. */
export interface StartedItem {
  runId: number;
  item: string;
  plan: Plan;
}

const AGAIN_MS = 250;

/** Asks again until there is an answer, as a program does whose server may be down. A refusal is an answer. */
export async function insistently<T>(ask: () => Promise<T>): Promise<T> {
  for (;;)
    try {
      return await ask();
    } catch (error) {
      if (isRefusal(error)) throw error;
      await pause(AGAIN_MS);
    }
}

/** Whether the server has understood and said no: then asking again is of no use. */
function isRefusal(error: unknown): boolean {
  const data = error instanceof Error && "data" in error ? (error.data as { httpStatus?: number } | null) : null;
  return typeof data?.httpStatus === "number" && data.httpStatus < 500 && data.httpStatus !== 429;
}

/** Publishes the workflows of the plans. */
export async function publishPlans(heddle: Heddle, plans: readonly Plan[]): Promise<void> {
  for (const { name, definition } of plans) {
    await heddle.workflows.create.mutate({ name, title: definition.title });
    const { revision } = await heddle.workflows.get.query({ name });
    const saved = await heddle.workflows.saveDraft.mutate({ name, revision, definition });
    await heddle.workflows.publish.mutate({ name, revision: saved.revision });
  }
}

/** Starts runs, one after the other, until told to stop; each is asked for under a key until the answer is there. */
export async function startItems(
  heddle: Heddle,
  plans: readonly Plan[],
  random: Random,
  everyMs: number,
  signal: AbortSignal,
): Promise<StartedItem[]> {
  const started: StartedItem[] = [];
  const asked: Promise<unknown>[] = [];
  for (let number = 1; !signal.aborted; number++) {
    const plan = random.pick(plans.filter(({ isFollowUp }) => !isFollowUp));
    if (!plan) break;
    const item = `${plan.name.split(".")[1]}-${number}`;
    const request = { workflow: plan.name, input: plan.input(item), idempotencyKey: item };
    asked.push(
      insistently(() => heddle.runs.start.mutate(request)).then(({ runId }) => started.push({ runId, item, plan })),
    );
    await pause(everyMs * (0.5 + random.next()), undefined, { signal }).catch(() => undefined);
  }
  await Promise.all(asked);
  return started;
}

/** Pauses runs and lets them go on a moment later, until told to stop; how they end is not changed by it. */
export async function pauseRuns(heddle: Heddle, random: Random, signal: AbortSignal): Promise<number> {
  let paused = 0;
  while (!signal.aborted) {
    await pause(1_000 * random.next(), undefined, { signal }).catch(() => undefined);
    const { rows } = await insistently(() => heddle.runs.list.query({ limit: 20 }));
    const run = random.pick(rows.filter(({ finishedAt }) => finishedAt === null));
    if (!run) continue;
    const isPaused = await insistently(() => heddle.runs.pause.mutate({ runId: run.id })).then(
      () => true,
      // It ended in between.
      () => false,
    );
    if (!isPaused) continue;
    paused += 1;
    await pause(1_000 * random.next(), undefined, { signal }).catch(() => undefined);
    await insistently(() => heddle.runs.resume.mutate({ runId: run.id })).catch(() => undefined);
  }
  return paused;
}

/** Decides every review that opens, as the seed says, until told to stop. */
export async function decideReviews(heddle: Heddle, seed: number, signal: AbortSignal): Promise<number> {
  let decided = 0;
  while (!signal.aborted) {
    const { rows } = await insistently(() => heddle.reviews.list.query({ limit: 50 }));
    for (const { id, stageId, itemId } of rows) {
      const decision = decisionOf(seed, itemId ?? "", stageId);
      await insistently(async () => {
        const { taskId, attempt, contentHash, status } = await heddle.reviews.get.query({ reviewId: id });
        if (status !== "open") return;
        const seen = { reviewId: id, taskId, attempt, contentHash };
        await heddle.reviews.decide.mutate({ ...seen, decision, idempotencyKey: `decide-${id}` });
        decided += 1;
      });
    }
    await pause(300, undefined, { signal }).catch(() => undefined);
  }
  return decided;
}
