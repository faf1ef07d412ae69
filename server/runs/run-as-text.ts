import { runText } from "#core/run-text.ts";
import type { SubtaskRow } from "#core/views.ts";
import type { Queryable } from "#server/db.ts";
import { getRun } from "#server/runs/get-run.ts";
import { iso } from "#server/runs/sql-fragments.ts";

/** How many subtasks of a stage are listed; the rest is counted. */
const LISTED = 100;

const FIRST_SUBTASKS = `
  select parent.stage_id as "stageId", json_agg(json_build_object(
           'taskId', t.id, 'subtask', t.subtask, 'status', t.status, 'attempt', t.attempt,
           'startedAt', ${iso("t.started_at")}, 'finishedAt', ${iso("t.finished_at")}, 'error', t.error) order by t.subtask) as rows
  from task parent
  cross join lateral (
    select * from task
    where run_id = parent.run_id and stage_id = parent.stage_id and parent_id = parent.id
    order by subtask
    limit ${LISTED}
  ) t
  where parent.id = any ($1)
  group by parent.stage_id`;

/** A run of the workspace as plain text, as Treadle prints it; refuses an unknown one. */
export async function runAsText(db: Queryable, workspaceId: string, runId: number): Promise<string> {
  const run = await getRun(db, workspaceId, runId);
  const fannedOut = run.stages.filter(({ subtasks }) => subtasks).map(({ taskId }) => taskId);
  if (fannedOut.length === 0) return runText(run);
  const { rows } = await db.query<{ stageId: string; rows: SubtaskRow[] }>({
    name: "first_subtasks",
    text: FIRST_SUBTASKS,
    values: [fannedOut],
  });
  return runText(run, Object.fromEntries(rows.map((stage) => [stage.stageId, stage.rows])));
}
