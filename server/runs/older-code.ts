import { z } from "zod";
import type { Definition } from "#core/definition.ts";
import type { Queryable } from "#server/db.ts";
import { versionDefinitions } from "#server/version-cache.ts";
import { unknownWorkflow } from "#server/workflows/find-workflow.ts";

export const OlderCodeOf = z.object({ workflow: z.string().max(100) });

/** What is at work in code that the newest version of its workflow has no more. */
export interface OlderCode {
  /** The number of the newest version; null before the first. */
  newest: number | null;
  /** Tasks that run or are suspended in such code. */
  taskCount: number;
  /** Their runs, the oldest first. */
  runIds: number[];
}

interface Group {
  versionId: string;
  stageId: string;
  taskCount: number;
  runIds: number[];
}

/** So many tasks are looked at. */
const LOOKED_AT = 50_000;

const AT_WORK = `
  select t.version_id as "versionId", t.stage_id as "stageId", count(*) as "taskCount",
         array_agg(distinct t.run_id) as "runIds"
  from (
    select r.version_id, t.stage_id, t.run_id
    from run r
    join version v on v.id = r.version_id
    join task t on t.run_id = r.id
    join stage s on s.version_id = r.version_id and s.stage_id = t.stage_id
    where r.workspace_id = $1 and r.workflow_id = $2
      and r.status in ('queued', 'running', 'awaiting_review', 'paused')
      and v.number < $3
      and t.status in ('running', 'suspended') and t.subtask_count is null
      and s.kind = 'code'
    limit ${LOOKED_AT}
  ) t
  group by t.version_id, t.stage_id`;

/** The tasks of a workflow whose code is another in the newest version, or is gone from it. */
export async function olderCode(
  db: Queryable,
  workspaceId: string,
  { workflow }: z.infer<typeof OlderCodeOf>,
): Promise<OlderCode> {
  const { rows } = await db.query<{ workflowId: string; newest: number | null; versionId: string | null }>(
    `select w.id as "workflowId", w.latest_version as newest, v.id as "versionId"
     from workflow w left join version v on v.workflow_id = w.id and v.number = w.latest_version
     where w.workspace_id = $1 and w.name = $2`,
    [workspaceId, workflow],
  );
  const [found] = rows;
  if (!found) throw unknownWorkflow(workflow);
  const { workflowId, newest, versionId } = found;
  if (newest === null || versionId === null) return { newest, taskCount: 0, runIds: [] };
  const { rows: groups } = await db.query<Group>(AT_WORK, [workspaceId, workflowId, newest]);
  const definitions = await versionDefinitions(db, [versionId, ...groups.map((group) => group.versionId)]);
  const now = sourcesOf(definitions.get(versionId));
  const older = groups.filter(
    (group) => sourcesOf(definitions.get(group.versionId)).get(group.stageId) !== now.get(group.stageId),
  );
  return {
    newest,
    taskCount: older.reduce((sum, { taskCount }) => sum + taskCount, 0),
    runIds: [...new Set(older.flatMap(({ runIds }) => runIds))].sort((a, b) => a - b),
  };
}

/** The code of each stage that has some. */
const sourcesOf = (definition: Definition | undefined): Map<string, unknown> =>
  new Map(definition?.stages.filter(({ kind }) => kind === "code").map(({ id, config }) => [id, config.source]));
