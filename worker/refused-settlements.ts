import pg from "pg";
import type { Queryable } from "#server/db.ts";
import { type Advanced, advance } from "#server/engine/advance.ts";
import type { SettlementRow } from "#server/engine/settlement-row.ts";

/**
 * Whether the database understood and will never take it: a bad value (class 22), a broken constraint (23), more than it
 * can hold (54); or it is too long to be sent at all.
 */
export const isRefused = (error: unknown): boolean =>
  error instanceof RangeError || (error instanceof pg.DatabaseError && /^(22|23|54)/.test(error.code ?? ""));

const unstorable = ({ task_id, run_id, lease, attempt }: SettlementRow): SettlementRow => ({
  task_id,
  run_id,
  lease,
  attempt,
  to_status: "failed",
  error: { code: "unstorable", message: "The result of the stage could not be stored", retryable: false },
});

/**
 * Keeps a row that the database will never take from holding up the others: it fails its own task. `answered` gets each
 * answer; returns the rows that are still to be settled.
 */
export async function settleOneByOne(
  engine: Queryable,
  settlements: readonly SettlementRow[],
  answered: (row: SettlementRow, answer: Advanced) => void,
): Promise<SettlementRow[]> {
  const alone = { workerId: null, wasIdle: null, slots: 0, leaseMs: 0, knownRuns: [] };
  const left: SettlementRow[] = [];
  for (const row of settlements)
    try {
      answered(row, await advance(engine, { ...alone, settlements: [row] }));
    } catch (err) {
      left.push(isRefused(err) ? unstorable(row) : row);
    }
  return left;
}
