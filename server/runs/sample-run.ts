import type { Queryable } from "#server/db.ts";
import { unknownWorkflow } from "#server/workflows/find-workflow.ts";

const MAX_SUBTASKS = 100;

export interface RunSample {
  runId: number | null;
  /** What expressions would see after that run. Payloads too large for a row are left out. */
  data: { input: unknown; item: { id: string | null }; stages: Record<string, { output: unknown }> } | null;
}

const NEWEST = `
  select w.id as "workflowId", r.id as "runId", r.input, r.item_id as "itemId",
         (select coalesce(json_object_agg(t.stage_id, json_build_object('output',
            case when t.subtask_count is null then t.output else (
              select coalesce(json_agg(s.output order by s.subtask), '[]')
              from (select * from task where parent_id = t.id order by subtask limit ${MAX_SUBTASKS}) s) end)), '{}')
          from task t
          where t.run_id = r.id and t.subtask is null and t.is_latest and t.status in ('completed', 'skipped')) as stages
  from workflow w
  left join lateral (select * from run where workflow_id = w.id order by id desc limit 1) r on true
  where w.workspace_id = $1 and w.name = $2`;

interface Row {
  runId: number | null;
  input: unknown;
  itemId: string | null;
  stages: Record<string, { output: unknown }>;
}

/** The data of a workflow's newest run, for previewing expressions in the editor. */
export async function sampleRun(db: Queryable, workspaceId: string, name: string): Promise<RunSample> {
  const { rows } = await db.query<Row>({ name: "sample_run", text: NEWEST, values: [workspaceId, name] });
  const [row] = rows;
  if (!row) throw unknownWorkflow(name);
  if (row.runId === null) return { runId: null, data: null };
  return { runId: row.runId, data: { input: row.input, item: { id: row.itemId }, stages: row.stages } };
}
