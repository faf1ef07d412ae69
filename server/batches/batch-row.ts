import { DomainError } from "#core/errors.ts";
import { iso } from "#server/runs/sql-fragments.ts";

/** The columns of a BatchSummary, from batch b and workflow w. */
export const BATCH_SUMMARY = `
  b.id, b.title, w.name as "workflowName", w.title as "workflowTitle", b.created_by as "createdBy",
  ${iso("b.created_at")} as "createdAt", ${iso("b.stopped_at")} as "stoppedAt", ${iso("b.finished_at")} as "finishedAt",
  b.run_count as "runCount", b.open_count as "openCount", b.completed_count as "completedCount",
  b.failed_count as "failedCount", b.canceled_count as "canceledCount"`;

export const unknownBatch = (batchId: number) =>
  new DomainError("not_found", `There is no batch ${batchId}`, { field: "batchId" });
