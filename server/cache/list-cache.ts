import { z } from "zod";
import type { CacheEntryView } from "#core/cache-views.ts";
import type { Page } from "#core/views.ts";
import { CacheFilter, conditionsOf } from "#server/cache/cache-filter.ts";
import type { Queryable } from "#server/db.ts";
import { decodeCursor, PageInput, pageOf } from "#server/keyset-cursor.ts";
import { iso } from "#server/runs/sql-fragments.ts";

export const ListCache = PageInput.extend(CacheFilter.shape);

/** The outputs that are kept, those that were kept last first. What replaced another output has that one's place. */
export async function listCache(
  db: Queryable,
  workspaceId: string,
  { cursor, limit, ...filter }: z.infer<typeof ListCache>,
): Promise<Page<CacheEntryView>> {
  const values: unknown[] = [workspaceId, limit + 1, decodeCursor(cursor, z.int().positive())];
  const { rows } = await db.query<CacheEntryView>(
    `select e.id, w.name as "workflowName", w.title as "workflowTitle", e.stage_id as "stageId",
            e.input_digest as "inputDigest", e.root_run_id as "rootRunId", e.run_id as "runId", e.task_id as "taskId",
            e.size, ${iso("e.created_at")} as "createdAt", ${iso("e.expires_at")} as "expiresAt",
            coalesce(e.expires_at <= now(), false) as "isExpired",
            e.hit_count as "hitCount", ${iso("e.last_hit_at")} as "lastHitAt"
     from cache_entry e
     join workflow w on w.id = e.workflow_id
     where ($3::bigint is null or e.id < $3) and ${conditionsOf(filter, values)}
     order by e.id desc
     limit $2`,
    values,
  );
  return pageOf(
    rows,
    limit,
    ({ id }) => id,
    (row) => row,
  );
}
