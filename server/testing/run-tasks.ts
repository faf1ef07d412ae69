import { randomUUID } from "node:crypto";
import type { Settlement } from "#core/settle.ts";
import type { Queryable } from "#server/db.ts";
import { advance, type ClaimedTask } from "#server/engine/advance.ts";
import { type SettlementRow, settlementRow } from "#server/engine/settlement-row.ts";

const SLOTS = 1_000;
const LEASE_MS = 60_000;

function rowOf(task: ClaimedTask, settlement: Settlement): SettlementRow {
  const output = "output" in settlement ? { value: settlement.output, hash: null } : undefined;
  const review =
    settlement.to === "awaiting_review"
      ? { ...settlement.review, contentHash: `content of ${task.taskId}` }
      : undefined;
  return settlementRow(task, settlement, output, review);
}

/** Does what is ready as a worker would, until nothing is; the test says how each attempt ends. */
export async function runTasks(
  db: Queryable,
  decide: (task: ClaimedTask) => Settlement,
  /** What each row carries besides. */
  more: Partial<SettlementRow> = {},
): Promise<void> {
  const workerId = randomUUID();
  let settlements: SettlementRow[] = [];
  for (;;) {
    const { claimed } = await advance(db, {
      workerId,
      wasIdle: true,
      slots: SLOTS,
      leaseMs: LEASE_MS,
      settlements,
      knownRuns: [],
      tags: [""],
    });
    if (!claimed) return;
    settlements = claimed.tasks.map((task) => ({ ...rowOf(task, decide(task)), ...more }));
  }
}
