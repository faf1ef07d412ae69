import { settle } from "#core/settle.ts";
import type { Queryable } from "#server/db.ts";
import { settlementRow } from "#server/engine/settlement-row.ts";
import { settlementsJson } from "#server/engine/storable-rows.ts";
import type { HeldAttempt } from "#server/reports/handles.ts";
import type { Change } from "#server/reports/report.ts";
import { type ReportedStatus, type Standing, standingOf } from "#server/reports/standing.ts";

/** What came of a report. */
export type Reported =
  /** It was taken, or said again what had been taken before. */
  | { kind: "taken"; status: ReportedStatus }
  /** The attempt stands otherwise; nothing was changed. */
  | { kind: "refused"; status: ReportedStatus }
  /** The attempt is about to be under way again: to be repeated in a moment. */
  | { kind: "later" }
  /** There is no such task any more. */
  | { kind: "gone" };

const FAILED = { code: "reported_failure" };

/**
 * Ends an attempt as the outside system says: success completes the task, failure fails it or has it tried again, as
 * its retry policy says. Of two ends that arrive together one wins; the same end said again is taken, too.
 */
export async function endTask(db: Queryable, held: HeldAttempt, change: Change, random: number): Promise<Reported> {
  const before = await standingOf(db, held);
  const known = answerTo(change, before);
  if (known) return known;
  const settlement = before && (await settlementOf(held, before, change, random));
  const { status: _, failureReason: __, retryable: ___, ...report } = change;
  const { rows } = await db.query<{ ended: boolean }>("select engine.end_reported($1, $2, $3, $4) as ended", [
    held.taskId,
    held.attempt,
    JSON.stringify(report),
    settlement,
  ]);
  if (rows[0]?.ended) return { kind: "taken", status: change.status ?? "running" };
  return answerTo(change, await standingOf(db, held)) ?? { kind: "later" };
}

/** What there is to say without trying; null while the attempt is under way. */
function answerTo(change: Change, standing: Standing | null): Reported | null {
  if (!standing) return { kind: "gone" };
  const { status } = standing;
  if (status === "running") return standing.isBetween ? { kind: "later" } : null;
  return { kind: status === change.status ? "taken" : "refused", status };
}

/** The settlement as JSON; null when a worker has to judge the output first. */
async function settlementOf(
  held: HeldAttempt,
  { runId, stage: read }: Standing,
  { status, failureReason, retryable, output }: Change,
  random: number,
): Promise<string | null> {
  const stage = await read();
  if (status === "success" && stage.check) return null;
  const failure = { ...FAILED, message: failureReason ?? "", retryable: retryable ?? true };
  const settlement = settle(
    held.attempt,
    stage,
    status === "success" ? { kind: "completed", output } : { kind: "failed", failure },
    random,
  );
  // The database puts the output together, from the counters as they stand then.
  const row = settlementRow({ ...held, runId, lease: null }, settlement);
  return settlementsJson([row]).slice(1, -1);
}
