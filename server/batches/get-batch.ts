import type { BatchView } from "#core/batch-views.ts";
import { RUN_STATUSES, type RunStatus } from "#core/statuses.ts";
import { BATCH_SUMMARY, unknownBatch } from "#server/batches/batch-row.ts";
import type { Queryable } from "#server/db.ts";

const BATCH = `
  select ${BATCH_SUMMARY}, b.metadata,
         coalesce((select rules from run where batch_id = b.id and status < 'completed' order by id limit 1), '{}') as rules,
         (select coalesce(json_object_agg(s.status, s.count), '{}')
          from (select status, count(*) from run where batch_id = b.id group by status) s) as runs,
         (select json_build_object('succeeded', coalesce(sum(p.succeeded), 0), 'failed', coalesce(sum(p.failed), 0),
                                   'expected', sum(p.expected))
          from run r
          join progress p on p.run_id = r.id
          where r.batch_id = b.id) as progress
  from batch b
  join workflow w on w.id = b.workflow_id
  where b.id = $1 and b.workspace_id = $2`;

type Row = Omit<BatchView, "runs"> & { runs: Partial<Record<RunStatus, number>> };

/** A batch with its totals: runs by status, and what their tasks have reported of their progress. */
export async function getBatch(db: Queryable, workspaceId: string, batchId: number): Promise<BatchView> {
  const { rows } = await db.query<Row>({ name: "get_batch", text: BATCH, values: [batchId, workspaceId] });
  const [row] = rows;
  if (!row) throw unknownBatch(batchId);
  const runs = Object.fromEntries(RUN_STATUSES.map((status) => [status, row.runs[status] ?? 0]));
  return { ...row, runs: runs as BatchView["runs"] };
}
