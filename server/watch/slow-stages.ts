import type { StageLength } from "#core/operations-views.ts";
import type { Queryable } from "#server/db.ts";

/** However much was done in a day: the newest runs and so many of their tasks tell enough. */
const RUNS = 500;
const TASKS = 20_000;
const SHOWN = 20;

/**
 * The slowest stages of a workspace over the last day. Gates and waits are left out: there people and clocks take their time.
 */
export async function slowStages(db: Queryable, workspaceId: string): Promise<StageLength[]> {
  const { rows } = await db.query<StageLength>(
    `with recent as (
       select id, version_id, workflow_id from run
       where workspace_id = $1
       order by id desc
       limit ${RUNS}
     ),
     done as (
       select r.workflow_id, t.stage_id, s.kind, extract(epoch from t.finished_at - t.started_at) * 1000 as ms
       from recent r
       join task t on t.run_id = r.id
       join stage s on s.version_id = r.version_id and s.stage_id = t.stage_id
       where t.finished_at > now() - interval '1 day'
         and t.started_at is not null
         and t.status in ('completed', 'failed')
         and s.kind not in ('review', 'wait')
       limit ${TASKS}
     )
     select w.name as workflow, d.stage_id as stage, d.kind, count(*)::int as tasks,
            percentile_cont(0.5) within group (order by d.ms)::float8 as "p50Ms",
            percentile_cont(0.95) within group (order by d.ms)::float8 as "p95Ms"
     from done d
     join workflow w on w.id = d.workflow_id
     group by w.name, d.stage_id, d.kind
     order by "p95Ms" desc, w.name, d.stage_id
     limit ${SHOWN}`,
    [workspaceId],
  );
  return rows;
}
