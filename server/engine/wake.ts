import type { Queryable } from "#server/db.ts";

/** What has happened that a suspended task waits for. */
export interface Wake {
  taskId: number;
  /** It wakes only while it is suspended for this: every field must be equal, such as `{ for: "run", runId: 7 }`. */
  waitsFor: Record<string, unknown>;
  /** Merged into its suspension, for the attempt that goes on. */
  result: Record<string, unknown>;
}

/**
 * Wakes suspended tasks: back in line, in the attempt that suspended them. Returns the ids of those that woke; one that
 * was woken before, has ended or waits for something else stays as it is, so a wake may be repeated. Timers need no call:
 * the claim of a worker wakes what is due.
 */
export async function wakeTasks(db: Queryable, wakes: readonly Wake[]): Promise<number[]> {
  const { rows } = await db.query<{ woken: number[] }>("select engine.wake_tasks($1) as woken", [
    JSON.stringify(wakes),
  ]);
  return rows[0]?.woken ?? [];
}
