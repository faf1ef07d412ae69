import type { ArtifactView, RunView } from "#core/views.ts";
import type { Queryable } from "#server/db.ts";
import { ARTIFACTS_OF_RUN, artifactView } from "#server/runs/artifact-view.ts";
import { payloadView } from "#server/runs/payload-view.ts";
import { unknownRun } from "#server/runs/require-run.ts";
import { iso, RUN_SUMMARY } from "#server/runs/sql-fragments.ts";
import { versionDefinition } from "#server/version-cache.ts";

/** The run that started run r, if it is still there. */
const ORIGIN = `(
  select json_build_object('runId', o.id, 'workflowName', ow.name, 'workflowTitle', ow.title, 'status', o.status,
                           'stageId', ot.stage_id, 'isAwaited', r.is_awaited)
  from run o
  join workflow ow on ow.id = o.workflow_id
  left join task ot on ot.id = r.origin_task_id
  where o.id = r.origin_run_id)`;

/** What run r is based on, and the latest of those that are based on it. */
const BASE = `case when r.base_run_id is not null then (r.change::jsonb || jsonb_build_object('runId', r.base_run_id)) end`;
const UPDATES = `(
  select coalesce(json_agg(u), '[]')
  from (select id as "runId", status, change -> 'type' as type from run where base_run_id = r.id order by id desc limit 20) u)`;

/** One statement, so that stages, counts and `lastSeq` are of one snapshot and the feed goes on exactly from there. */
const SNAPSHOT = `
  select ${RUN_SUMMARY}, r.input, r.input_size as "inputSize", r.input_hash as "inputHash", v.id as "versionId", r.last_seq as "lastSeq",
         r.batch_id as "batchId", ${iso("r.start_at")} as "startAt", r.priority, r.metadata, ${ORIGIN} as origin,
         ${BASE} as "basedOn", ${UPDATES} as updates,
         (select coalesce(json_agg(stage order by stage."taskId"), '[]') from (
            select t.stage_id as "stageId", t.id as "taskId", t.round, t.status, t.attempt,
                   ${iso("t.started_at")} as "startedAt", ${iso("t.finished_at")} as "finishedAt",
                   t.error, t.skip_reason as "skipReason",
                   (select max(v.id) from review v where v.task_id = t.id) as "reviewId",
                   (select coalesce(json_agg(v.id order by v.id), '[]')
                    from review v where v.task_id = t.id and v.call_id is not null and v.status = 'open') as asks,
                   case when t.status = 'suspended' then (case t.suspension ->> 'for'
                     when 'run' then json_build_object('for', 'run', 'until', null, 'runId', t.suspension -> 'runId')
                     else json_build_object('for', t.suspension -> 'for', 'until', ${iso("t.wake_at")}) end) end as suspension,
                   (select engine.told_progress(p) from progress p where p.task_id = t.id) as progress,
                   case when t.subtask_count is not null and t.source_task_id is null then (
                     select json_build_object(
                       'total', count(*),
                       'waiting', count(*) filter (where s.status in ('waiting', 'paused')),
                       'pending', count(*) filter (where s.status = 'pending'),
                       'running', count(*) filter (where s.status in ('running', 'suspended')),
                       'completed', count(*) filter (where s.status = 'completed'),
                       'failed', count(*) filter (where s.status = 'failed'),
                       'skipped', count(*) filter (where s.status = 'skipped'),
                       'canceled', count(*) filter (where s.status = 'canceled'),
                       'awaiting_review', count(*) filter (where s.status = 'awaiting_review'))
                     from task s
                     where s.run_id = t.run_id and s.stage_id = t.stage_id and s.parent_id = t.id) end as subtasks,
                   (select coalesce(json_agg(json_build_object('round', b.round, 'status', b.status,
                                      'startedAt', ${iso("b.started_at")}, 'finishedAt', ${iso("b.finished_at")}) order by b.round), '[]')
                    from task b
                    where t.round > 1 and b.run_id = t.run_id and b.stage_id = t.stage_id and b.subtask is null and b.round < t.round) as earlier
            from task t
            where t.run_id = r.id and t.subtask is null and t.is_latest) stage) as stages,
         ${ARTIFACTS_OF_RUN} as artifacts
  from run r
  join workflow w on w.id = r.workflow_id
  join version v on v.id = r.version_id
  where r.id = $1 and r.workspace_id = $2`;

interface Row extends Omit<RunView, "definition" | "artifacts" | "input"> {
  versionId: string;
  input: unknown;
  inputSize: number;
  inputHash: string | null;
  artifacts: Omit<ArtifactView, "href">[];
}

/** A run as it stands: every stage's latest round, fan-outs as counts, and the event number that the snapshot holds. */
export async function getRun(db: Queryable, workspaceId: string, runId: number): Promise<RunView> {
  const { rows } = await db.query<Row>({ name: "get_run", text: SNAPSHOT, values: [runId, workspaceId] });
  const [row] = rows;
  if (!row) throw unknownRun(runId);
  const { versionId, input, inputSize, inputHash, artifacts, ...run } = row;
  return {
    ...run,
    definition: await versionDefinition(db, versionId),
    input: payloadView(runId, "input", input, inputSize, inputHash),
    artifacts: artifacts.map((artifact) => artifactView(runId, artifact)),
  };
}
