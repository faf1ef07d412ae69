import type { Queryable } from "#server/db.ts";

/**
 * Takes slots away that nobody holds or waits for, and calls who waits for one that is free although nobody told. Returns
 * how many tasks came in line.
 */
export async function sweepSlots(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ called: number }>("select engine.sweep_slots() as called");
  return rows[0]?.called ?? 0;
}
