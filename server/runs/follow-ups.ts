import { z } from "zod";
import type { FollowUpRun, SpawnView } from "#core/lineage-views.ts";
import type { Page } from "#core/views.ts";
import type { Queryable } from "#server/db.ts";
import { retrySpawn } from "#server/engine/spawns.ts";
import { decodeCursor, PageInput, pageOf } from "#server/keyset-cursor.ts";
import { requireRun, unknownRun } from "#server/runs/require-run.ts";
import { iso, RUN_SUMMARY } from "#server/runs/sql-fragments.ts";
import { versionDefinition } from "#server/version-cache.ts";

const RunId = z.int().positive();
export const ListFollowUps = PageInput.extend({ runId: RunId });
export const RetrySpawn = z.object({ runId: RunId, spawnId: z.int().positive() });

/** The runs that a run has started, in the order in which it did. */
export async function listFollowUps(
  db: Queryable,
  workspaceId: string,
  asked: z.infer<typeof ListFollowUps>,
): Promise<Page<FollowUpRun>> {
  await requireRun(db, workspaceId, asked.runId);
  const { rows } = await db.query<FollowUpRun>({
    name: "list_follow_ups",
    text: `
      select ${RUN_SUMMARY}, cause.stage_id as "stageId", r.is_awaited as "isAwaited", ${iso("r.start_at")} as "startAt"
      from run r
      join workflow w on w.id = r.workflow_id
      join version v on v.id = r.version_id
      left join task cause on cause.id = r.origin_task_id
      where r.origin_run_id = $1 and r.workspace_id = $2 and r.id > $3
      order by r.id
      limit $4`,
    values: [asked.runId, workspaceId, decodeCursor(asked.cursor, z.int()) ?? 0, asked.limit + 1],
  });
  return pageOf(
    rows,
    asked.limit,
    ({ id }) => id,
    (row) => row,
  );
}

type Row = Omit<SpawnView, "workflow"> & { place: number; versionId: string };

/** The follow-ups that completions of a run have caused, those that failed first. */
export async function listSpawns(
  db: Queryable,
  workspaceId: string,
  asked: z.infer<typeof ListFollowUps>,
): Promise<Page<SpawnView>> {
  await requireRun(db, workspaceId, asked.runId);
  const [rank, id] = decodeCursor(asked.cursor, z.tuple([z.int(), z.int()])) ?? [-1, 0];
  const { rows } = await db.query<Row & { rank: number }>({
    name: "list_spawns",
    text: `
      select * from (
        select s.id, s.stage_id as "stageId", s.spawn as place, s.status, s.run_count as "runCount", s.attempts, s.error,
               ${iso("s.created_at")} as "createdAt", r.version_id as "versionId",
               case s.status when 'failed' then 0 when 'pending' then 1 else 2 end as rank
        from spawn s
        join run r on r.id = s.run_id
        where s.run_id = $1 and s.workspace_id = $2) s
      where (rank, id) > ($3, $4::bigint)
      order by rank, id
      limit $5`,
    values: [asked.runId, workspaceId, rank, id, asked.limit + 1],
  });
  const [first] = rows;
  const definition = first && (await versionDefinition(db, first.versionId));
  return pageOf(
    rows,
    asked.limit,
    (row) => [row.rank, row.id],
    ({ place, versionId: _, rank: __, ...row }) => {
      const declared = row.stageId === null ? definition : definition?.stages.find((stage) => stage.id === row.stageId);
      return { ...row, workflow: declared?.spawns?.[place]?.workflow ?? "" };
    },
  );
}

/** Tries a failed follow-up again; one that has not failed stays as it is, and the answer says how it stands. */
export async function retryFollowUp(
  db: Queryable,
  workspaceId: string,
  { runId, spawnId }: z.infer<typeof RetrySpawn>,
): Promise<{ status: SpawnView["status"] }> {
  const status = await retrySpawn(db, workspaceId, runId, spawnId);
  if (!status) throw unknownRun(runId);
  return { status };
}
