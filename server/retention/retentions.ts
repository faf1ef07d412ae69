import { randomUUID } from "node:crypto";
import { DomainError } from "#core/errors.ts";
import { ALL_WORKFLOWS, type Retention, type RetentionView } from "#core/retention.ts";
import type { Queryable } from "#server/db.ts";
import { iso } from "#server/runs/sql-fragments.ts";

/** What was set in the workspace: its default first, then workflows by name. */
export async function listRetentions(db: Queryable, workspaceId: string): Promise<RetentionView[]> {
  const { rows } = await db.query<{ view: RetentionView }>(
    `select json_strip_nulls(json_build_object('workflow', coalesce(w.name, $2), 'keepDays', r.keep_days,
              'keepRuns', r.keep_runs, 'changedBy', r.changed_by, 'changedAt', ${iso("r.changed_at")})) as view
     from retention r
     left join workflow w on w.id = r.workflow_id
     where r.workspace_id = $1
     order by w.name nulls first`,
    [workspaceId, ALL_WORKFLOWS],
  );
  return rows.map(({ view }) => view);
}

/** Sets how long runs of a workflow, or of all that have nothing of their own, are kept. Refuses an unknown workflow. */
export async function setRetention(
  db: Queryable,
  workspaceId: string,
  workflow: string,
  { keepDays, keepRuns }: Retention,
  by: string,
): Promise<{ workflow: string }> {
  const workflowId = workflow === ALL_WORKFLOWS ? null : await idOf(db, workspaceId, workflow);
  await db.query(
    `insert into retention (id, workspace_id, workflow_id, keep_days, keep_runs, changed_by)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (workspace_id, workflow_id) do update
     set keep_days = excluded.keep_days, keep_runs = excluded.keep_runs, changed_by = excluded.changed_by, changed_at = now()`,
    [randomUUID(), workspaceId, workflowId, keepDays ?? null, keepRuns ?? null, by],
  );
  return { workflow };
}

/** Takes it away: the workspace's holds again, or none. */
export async function resetRetention(db: Queryable, workspaceId: string, workflow: string): Promise<void> {
  const { rowCount } = await db.query(
    `delete from retention r
     where r.workspace_id = $1
       and coalesce((select w.name from workflow w where w.id = r.workflow_id), $3) = $2`,
    [workspaceId, workflow, ALL_WORKFLOWS],
  );
  if (!rowCount) throw new DomainError("not_found", "It has no retention of its own", { field: "workflow" });
}

/** The id of a workflow; refuses a name that is not known. */
export async function idOf(db: Queryable, workspaceId: string, workflow: string): Promise<string> {
  const { rows } = await db.query<{ id: string }>("select id from workflow where workspace_id = $1 and name = $2", [
    workspaceId,
    workflow,
  ]);
  const [found] = rows;
  if (!found) throw new DomainError("not_found", `There is no workflow ${workflow}`, { field: "workflow" });
  return found.id;
}
