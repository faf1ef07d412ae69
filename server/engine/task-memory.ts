import type { Queryable } from "#server/db.ts";

/** What was kept of the code of a task that waits, sealed; null when nothing is. Written with the settlement that suspends it. */
export async function taskMemory(db: Queryable, taskId: number): Promise<Uint8Array | null> {
  const { rows } = await db.query<{ bytes: Buffer }>({
    name: "task_memory",
    text: "select bytes from task_memory where task_id = $1",
    values: [taskId],
  });
  return rows[0]?.bytes ?? null;
}
