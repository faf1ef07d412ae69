import { DomainError } from "#core/errors.ts";
import type { FunctionUsers, FunctionVersionView, FunctionView } from "#core/function-views.ts";
import type { Queryable } from "#server/db.ts";

const SHOWN_VERSIONS = 200;
const SHOWN_USERS = 50;

const unknownFunction = (name: string): DomainError =>
  new DomainError("not_found", `There is no published function ${name}`, { field: "name" });

interface VersionRow {
  version: number;
  description: string;
  publishedBy: string;
  publishedAt: Date;
}

/** A published function with its newest versions and what names it. */
export async function getFunction(db: Queryable, workspaceId: string, name: string): Promise<FunctionView> {
  const { rows } = await db.query<{ latestVersion: number; changedAt: Date; retiredAt: Date | null }>(
    `select latest_version as "latestVersion", changed_at as "changedAt", retired_at as "retiredAt"
     from task_function where workspace_id = $1 and name = $2`,
    [workspaceId, name],
  );
  const [found] = rows;
  if (!found) throw unknownFunction(name);
  const { rows: versions } = await db.query<VersionRow>(
    `select version, description, published_by as "publishedBy", published_at as "publishedAt"
     from task_function_version where workspace_id = $1 and name = $2
     order by version desc limit $3`,
    [workspaceId, name, SHOWN_VERSIONS],
  );
  return {
    name,
    description: versions[0]?.description ?? "",
    latestVersion: found.latestVersion,
    changedAt: found.changedAt.toISOString(),
    retiredAt: found.retiredAt?.toISOString() ?? null,
    versions: versions.map(({ publishedAt, ...version }) => ({ ...version, publishedAt: publishedAt.toISOString() })),
    usedBy: await usersOf(db, workspaceId, name),
  };
}

/** A version of a published function with its code; the newest unless told. */
export async function getFunctionVersion(
  db: Queryable,
  workspaceId: string,
  { name, version }: { name: string; version?: number | undefined },
): Promise<FunctionVersionView> {
  const { rows } = await db.query<FunctionVersionView>(
    `select v.name, v.version, v.description, v.source, v.uses
     from task_function f
     join task_function_version v on v.workspace_id = f.workspace_id and v.name = f.name
     where f.workspace_id = $1 and f.name = $2 and v.version = coalesce($3, f.latest_version)`,
    [workspaceId, name, version ?? null],
  );
  if (rows[0]) return rows[0];
  if (version === undefined) throw unknownFunction(name);
  throw new DomainError("not_found", `There is no version ${version} of a function ${name}`, { field: "version" });
}

/** The published workflows whose code names a function, also by way of others, and the functions that import it. */
async function usersOf(db: Queryable, workspaceId: string, name: string): Promise<FunctionUsers> {
  const { rows: workflows } = await db.query<{ name: string; title: string; count: number }>(
    `with named as (
       select array_agg('functions/' || v.name || '@' || v.version) as specifiers
       from task_function_version v
       where v.workspace_id = $1
         and (v.name = $2 or exists (select from unnest(v.uses) u where starts_with(u, 'functions/' || $2 || '@')))
     )
     select w.name, w.title, count(*) over ()::int as count
     from workflow w
     join version v on v.workflow_id = w.id and v.number = w.latest_version
     where w.workspace_id = $1 and w.archived_at is null and v.functions && (select specifiers from named)
     order by w.name
     limit $3`,
    [workspaceId, name, SHOWN_USERS],
  );
  const { rows: functions } = await db.query<{ name: string; version: number }>(
    `select f.name, f.latest_version as version
     from task_function f
     join task_function_version v
       on v.workspace_id = f.workspace_id and v.name = f.name and v.version = f.latest_version
     where f.workspace_id = $1 and f.retired_at is null
       and exists (select from unnest(v.uses) u where starts_with(u, 'functions/' || $2 || '@'))
     order by f.name
     limit $3`,
    [workspaceId, name, SHOWN_USERS],
  );
  return {
    workflows: workflows.map(({ count: _, ...workflow }) => workflow),
    more: (workflows[0]?.count ?? 0) - workflows.length,
    functions,
  };
}
