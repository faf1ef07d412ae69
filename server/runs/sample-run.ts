import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import type { Queryable } from "#server/db.ts";
import { unknownWorkflow } from "#server/workflows/find-workflow.ts";

const MAX_SUBTASKS = 100;
const MAX_PAYLOAD_BYTES = 2 * 1024 * 1024;

export interface RunSample {
  runId: number | null;
  /** What expressions would see after that run. Of a fan-out the first outputs; payloads of megabytes are null. */
  data: { input: unknown; item: { id: string | null }; stages: Record<string, { output: unknown }> } | null;
}

const NEWEST = `
  select w.id as "workflowId", r.id as "runId", json_build_object('value', r.input, 'hash', r.input_hash) as input,
         r.item_id as "itemId",
         (select coalesce(json_object_agg(t.stage_id, case
            when t.subtask_count is null then json_build_array(json_build_object('value', t.output, 'hash', t.output_hash))
            else (
              select coalesce(json_agg(json_build_object('value', s.output, 'hash', s.output_hash) order by s.subtask), '[]')
              from (select * from task where run_id = t.run_id and stage_id = t.stage_id and parent_id = t.id order by subtask limit ${MAX_SUBTASKS}) s) end), '{}')
          from task t
          where t.run_id = r.id and t.subtask is null and t.is_latest and t.status in ('completed', 'skipped')) as stages,
         (select coalesce(json_agg(t.stage_id), '[]') from task t
          where t.run_id = r.id and t.subtask is null and t.is_latest and t.subtask_count is not null) as "fannedOut"
  from workflow w
  left join lateral (select * from run where workflow_id = w.id order by id desc limit 1) r on true
  where w.workspace_id = $1 and w.name = $2`;

interface Stored {
  value: unknown;
  hash: string | null;
}

interface Row {
  runId: number | null;
  input: Stored;
  itemId: string | null;
  stages: Record<string, Stored[]>;
  fannedOut: string[];
}

async function load(artifacts: ArtifactStore, { value, hash }: Stored): Promise<unknown> {
  if (hash === null) return value;
  const size = await artifacts.sizeOf(hash);
  return size === null || size > MAX_PAYLOAD_BYTES ? null : await artifacts.readJson(hash);
}

/** The data of a workflow's newest run, for previewing expressions in the editor. */
export async function sampleRun(
  { pool, artifacts }: { pool: Queryable; artifacts: ArtifactStore },
  workspaceId: string,
  name: string,
): Promise<RunSample> {
  const { rows } = await pool.query<Row>({ name: "sample_run", text: NEWEST, values: [workspaceId, name] });
  const [row] = rows;
  if (!row) throw unknownWorkflow(name);
  if (row.runId === null) return { runId: null, data: null };
  const stages = await Promise.all(
    Object.entries(row.stages).map(async ([stageId, stored]) => {
      const outputs = await Promise.all(stored.map((each) => load(artifacts, each)));
      return [stageId, { output: row.fannedOut.includes(stageId) ? outputs : outputs[0] }] as const;
    }),
  );
  const input = await load(artifacts, row.input);
  return { runId: row.runId, data: { input, item: { id: row.itemId }, stages: Object.fromEntries(stages) } };
}
