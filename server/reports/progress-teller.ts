import type { Queryable } from "#server/db.ts";

/** How often the log of a run hears of one task's progress. */
const TELL_MS = 1_000;
const LOOK_MS = 200;
const MAX_AT_ONCE = 500;

/** Tells in the logs of runs how far tasks have come, about once a second each: the first time at once, then the latest. */
export interface ProgressTeller {
  hear(taskIds: number[]): void;
  close(): void;
}

/** `onError` hears of what could not be told; it is told with the next report. */
export function createProgressTeller(db: Queryable, onError: (error: unknown) => void): ProgressTeller {
  const waiting = new Set<number>();
  const toldAt = new Map<number, number>();
  let timer: NodeJS.Timeout | undefined;

  async function tell(): Promise<void> {
    const now = performance.now();
    for (const [taskId, at] of toldAt) if (now - at >= TELL_MS) toldAt.delete(taskId);
    const due = [...waiting].filter((taskId) => !toldAt.has(taskId)).slice(0, MAX_AT_ONCE);
    for (const taskId of due) {
      waiting.delete(taskId);
      toldAt.set(taskId, now);
    }
    if (due.length > 0) await db.query("select engine.tell_progress($1)", [due]).catch(onError);
  }

  function schedule(): void {
    timer = setTimeout(async () => {
      await tell();
      timer = undefined;
      if (waiting.size > 0) schedule();
    }, LOOK_MS);
  }

  return {
    hear(taskIds) {
      for (const taskId of taskIds) waiting.add(taskId);
      if (!timer) schedule();
    },
    close: () => clearTimeout(timer),
  };
}
