import type { Pool } from "#server/db.ts";
import { type ByHand, pauseRun, pauseTasks, resumeRun, resumeTasks } from "#server/engine/control.ts";
import type { Driven } from "#server/engine/testing/drive.ts";
import type { Random } from "#server/engine/testing/random.ts";
import { tasksOf } from "#server/engine/testing/rows.ts";

/** Somebody who pauses runs, and stages of them, and resumes each of them some time later. */
export interface Pausing {
  pause(run: Driven): Promise<void>;
  resumeSome(): Promise<void>;
}

export function createPausing(pool: Pool, random: Random): Pausing {
  const paused: (() => Promise<unknown>)[] = [];
  return {
    async pause({ runId, workspaceId }) {
      const of: ByHand = { runId, workspaceId, by: "test@example.org" };
      const stages = (await tasksOf(pool, runId)).filter(({ subtask, isLatest }) => subtask === null && isLatest);
      const stage = random.chance(0.5) ? random.pick(stages) : undefined;
      // Too late for some: that is refused, and so is the resumption.
      if (stage) {
        await pauseTasks(pool, of, [stage.id]);
        paused.push(() => resumeTasks(pool, of, [stage.id]));
      } else {
        await pauseRun(pool, of);
        paused.push(() => resumeRun(pool, of));
      }
    },
    async resumeSome() {
      for (const resume of paused.splice(0)) {
        if (random.chance(0.7)) paused.push(resume);
        else await resume();
      }
    },
  };
}
