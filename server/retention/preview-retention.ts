import { ALL_WORKFLOWS, type Retention, type RetentionPreview } from "#core/retention.ts";
import type { Queryable } from "#server/db.ts";
import { IS_DUE, IS_NEEDED } from "#server/retention/due-runs.ts";
import { idOf } from "#server/retention/retentions.ts";

/** So many of the runs that go are measured; the others count as being alike. */
const MEASURED = 100;

/** What a retention would let go, before it is set. For the workspace: of all workflows that have nothing of their own. */
export async function previewRetention(
  db: Queryable,
  workspaceId: string,
  workflow: string,
  retention: Retention,
): Promise<RetentionPreview> {
  const sum: RetentionPreview = { ended: 0, goes: 0, needed: 0, bytes: 0 };
  const ids = workflow === ALL_WORKFLOWS ? await withoutOwn(db, workspaceId) : [await idOf(db, workspaceId, workflow)];
  for (const id of ids) {
    const { ended, goes, needed, bytes } = await previewOf(db, id, retention);
    sum.ended += ended;
    sum.goes += goes;
    sum.needed += needed;
    sum.bytes += bytes;
  }
  return sum;
}

async function withoutOwn(db: Queryable, workspaceId: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select w.id from workflow w
     where w.workspace_id = $1 and not exists (select from retention r where r.workflow_id = w.id)`,
    [workspaceId],
  );
  return rows.map(({ id }) => id);
}

async function previewOf(db: Queryable, id: string, { keepDays, keepRuns }: Retention): Promise<RetentionPreview> {
  const { rows } = await db.query<Omit<RetentionPreview, "bytes"> & { measured: number[] }>(
    `with due as materialized (select r.id, ${IS_NEEDED} as is_needed from run r where ${IS_DUE})
     select (select count(*) from run r where r.workflow_id = $1 and r.finished_at is not null) as ended,
            (select count(*) from due where not is_needed) as goes,
            (select count(*) from due where is_needed) as needed,
            array(select id from due where not is_needed limit ${MEASURED}) as measured`,
    [id, keepDays ?? null, keepRuns ?? null],
  );
  const { ended = 0, goes = 0, needed = 0, measured = [] } = rows[0] ?? {};
  const bytes = measured.length === 0 ? 0 : Math.round((await bytesOf(db, measured)) * (goes / measured.length));
  return { ended, goes, needed, bytes };
}

/** The rows of these runs as they are stored, and the artifacts that they name. */
async function bytesOf(db: Queryable, runIds: readonly number[]): Promise<number> {
  const { rows } = await db.query<{ bytes: number }>(
    `select (select coalesce(sum(pg_column_size(r.*)), 0) from run r where r.id = any($1))
          + (select coalesce(sum(pg_column_size(t.*)), 0) from task t where t.run_id = any($1))
          + (select coalesce(sum(pg_column_size(e.*)), 0) from event e where e.run_id = any($1))
          + (select coalesce(sum(pg_column_size(d.*)), 0) from delivery d where d.run_id = any($1))
          + (select coalesce(sum(a.size), 0)::bigint from artifact a where a.run_id = any($1)) as bytes`,
    [runIds],
  );
  return rows[0]?.bytes ?? 0;
}
