import { iso } from "#server/runs/sql-fragments.ts";

/** The columns of a DeliverySummary, from the tables below. */
export const DELIVERY_SUMMARY = `
  d.id, d.key, d.trigger, d.status, d.attempts, d.host, w.name as "workflowName", w.title as "workflowTitle",
  d.run_id as "runId", d.batch_id as "batchId", d.task_id as "taskId", d.stage_id as "stageId", t.subtask,
  d.response_status as "responseStatus", d.error, d.lease is not null and d.status = 'pending' as "isSending",
  case when d.lease is null and d.status = 'pending' then ${iso("d.next_at")} end as "nextAt",
  ${iso("d.created_at")} as "createdAt", ${iso("d.sent_at")} as "sentAt"`;

export const DELIVERY_TABLES = `
  delivery d
  join workflow w on w.id = d.workflow_id
  left join task t on t.id = d.task_id`;
