import type { LogLine } from "#core/run-event.ts";
import { findUnstorable } from "#core/storable.ts";
import type { SettlementRow } from "#server/engine/settlement-row.ts";

/** How JSON writes what Postgres refuses in text: NUL and halves of surrogate pairs. */
const SUSPICIOUS = /\\u(0000|d[89a-f])/;

const cleanText = (text: string): string => text.toWellFormed().replaceAll("\u0000", "\ufffd");
const cleanLines = (lines: LogLine[]): LogLine[] => lines.map((line) => ({ ...line, text: cleanText(line.text) }));

/** A row that the database takes: a payload that cannot be stored fails its own task, and text for people is mended. */
function storable(row: SettlementRow): SettlementRow {
  const { task_id, run_id, lease, attempt, log, error, ...payload } = row;
  const kept = { ...(log && { log: cleanLines(log) }) };
  for (const name of [
    "output",
    "input",
    "items",
    "review",
    "artifacts",
    "suspension",
    "child",
    "feedback",
    "record",
  ] as const) {
    const problem = findUnstorable(payload[name] ?? null, name);
    if (!problem) continue;
    const failure = { code: "unstorable", message: problem.message, retryable: false };
    return { task_id, run_id, lease, attempt, to_status: "failed", error: failure, ...kept };
  }
  const mended = error && { ...error, message: cleanText(error.message) };
  if (mended && findUnstorable(mended, "error")) delete mended.details;
  return { ...row, ...kept, ...(mended && { error: mended }) };
}

/** Settlements as the JSON that `advance` takes. One that holds what Postgres cannot store never takes others down with it. */
export function settlementsJson(rows: readonly SettlementRow[]): string {
  const json = JSON.stringify(rows);
  return SUSPICIOUS.test(json) ? JSON.stringify(rows.map(storable)) : json;
}

/** Log lines as the JSON that `append_log` takes, with what Postgres cannot store replaced. */
export const logsJson = <Batch extends { lines: LogLine[] }>(batches: readonly Batch[]): string =>
  JSON.stringify(batches.map((batch) => ({ ...batch, lines: cleanLines(batch.lines) })));
