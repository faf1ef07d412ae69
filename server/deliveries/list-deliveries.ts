import { z } from "zod";
import { DELIVERY_STATUSES } from "#core/delivery/status.ts";
import type { DeliveryCounts, DeliverySummary } from "#core/delivery/views.ts";
import type { Page } from "#core/views.ts";
import type { Queryable } from "#server/db.ts";
import { DELIVERY_SUMMARY, DELIVERY_TABLES } from "#server/deliveries/delivery-row.ts";
import { decodeCursor, PageInput, pageOf } from "#server/keyset-cursor.ts";

export const ListDeliveries = PageInput.extend({
  status: z.enum(DELIVERY_STATUSES).optional(),
  workflow: z.string().max(100).optional(),
  host: z.string().max(300).optional(),
  runId: z.int().positive().optional(),
  taskId: z.int().positive().optional(),
  batchId: z.int().positive().optional(),
});

/** The deliveries of a workspace, newest first. Only filters that are given are in the query. */
export async function listDeliveries(
  db: Queryable,
  workspaceId: string,
  asked: z.infer<typeof ListDeliveries>,
): Promise<Page<DeliverySummary>> {
  const values: unknown[] = [workspaceId, asked.limit + 1];
  const conditions: string[] = [];
  const where = (condition: (parameter: string) => string, value: unknown) => {
    if (value === undefined || value === null || value === "") return;
    values.push(value);
    conditions.push(`and ${condition(`$${values.length}`)}`);
  };
  where((before) => `d.id < ${before}`, decodeCursor(asked.cursor, z.int().positive()));
  where((status) => `d.status = ${status}`, asked.status);
  where(
    (name) => `d.workflow_id = (select id from workflow where workspace_id = $1 and name = ${name})`,
    asked.workflow,
  );
  where((host) => `d.host = ${host}`, asked.host);
  where((run) => `d.run_id = ${run}`, asked.runId);
  where((task) => `d.task_id = ${task}`, asked.taskId);
  where((batch) => `d.batch_id = ${batch}`, asked.batchId);
  const { rows } = await db.query<DeliverySummary>(
    `select ${DELIVERY_SUMMARY}
     from ${DELIVERY_TABLES}
     where d.workspace_id = $1 ${conditions.join(" ")}
     order by d.id desc
     limit $2`,
    values,
  );
  return pageOf(
    rows,
    asked.limit,
    ({ id }) => id,
    (row) => row,
  );
}

/** How the deliveries of a run stand. */
export async function countDeliveries(db: Queryable, workspaceId: string, runId: number): Promise<DeliveryCounts> {
  const { rows } = await db.query<DeliveryCounts>({
    name: "count_deliveries",
    text: `select count(*) filter (where status = 'pending') as pending,
                  count(*) filter (where status = 'delivered') as delivered,
                  count(*) filter (where status = 'exhausted') as exhausted
           from delivery
           where run_id = $2 and workspace_id = $1`,
    values: [workspaceId, runId],
  });
  return rows[0] ?? { pending: 0, delivered: 0, exhausted: 0 };
}
