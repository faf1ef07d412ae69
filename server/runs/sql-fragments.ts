/** An instant as ISO 8601 with milliseconds, as the views carry it. */
export const iso = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The columns of a RunSummary, from run r, workflow w and version v. */
export const RUN_SUMMARY = `
  r.id, w.name as "workflowName", w.title as "workflowTitle", v.number as version, r.item_id as "itemId", r.status,
  r.started_by as "startedBy", ${iso("r.created_at")} as "createdAt", ${iso("r.finished_at")} as "finishedAt",
  r.task_count as "taskCount", r.task_count - r.open_count as "settledCount", r.failed_count as "failedCount", r.epoch`;
