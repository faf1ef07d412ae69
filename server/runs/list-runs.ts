import { z } from "zod";
import { RUN_STATUSES } from "#core/statuses.ts";
import type { Page, RunSummary } from "#core/views.ts";
import type { Queryable } from "#server/db.ts";
import { decodeCursor, PageInput, pageOf } from "#server/keyset-cursor.ts";
import { RUN_SUMMARY } from "#server/runs/sql-fragments.ts";

export const ListRuns = PageInput.extend({
  workflow: z.string().max(100).optional(),
  status: z.enum(RUN_STATUSES).optional(),
  item: z.string().max(500).optional(),
  batch: z.int().positive().optional(),
});

/** The runs of a workspace, newest first. A filter that is not given costs nothing: only given ones are in the query. */
export async function listRuns(
  db: Queryable,
  workspaceId: string,
  asked: z.infer<typeof ListRuns>,
): Promise<Page<RunSummary>> {
  const values: unknown[] = [workspaceId, asked.limit + 1];
  const conditions: string[] = [];
  const where = (condition: (parameter: string) => string, value: unknown) => {
    if (value === undefined || value === null || value === "") return;
    values.push(value);
    conditions.push(`and ${condition(`$${values.length}`)}`);
  };
  where((before) => `r.id < ${before}`, decodeCursor(asked.cursor, z.int().positive()));
  where(
    (name) => `r.workflow_id = (select id from workflow where workspace_id = $1 and name = ${name})`,
    asked.workflow,
  );
  where((status) => `r.status = ${status}::run_status`, asked.status);
  where((item) => `r.item_id = ${item}`, asked.item);
  where((batch) => `r.batch_id = ${batch}`, asked.batch);
  const { rows } = await db.query<RunSummary>(
    `select ${RUN_SUMMARY}
     from run r
     join workflow w on w.id = r.workflow_id
     join version v on v.id = r.version_id
     where r.workspace_id = $1 ${conditions.join(" ")}
     order by r.id desc
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
