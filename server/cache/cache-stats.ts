import type { CacheStageStats } from "#core/cache-views.ts";
import { type CacheFilter, conditionsOf } from "#server/cache/cache-filter.ts";
import type { Queryable } from "#server/db.ts";

/** What is kept of each stage, the largest first, and how often its outputs are found. */
export async function cacheStats(db: Queryable, workspaceId: string, filter: CacheFilter): Promise<CacheStageStats[]> {
  const values: unknown[] = [workspaceId];
  const { rows } = await db.query<CacheStageStats>(
    `select w.name as "workflowName", w.title as "workflowTitle", s.stage_id as "stageId", s.entries, s.bytes, s.hits,
            l.looks, l.found
     from (
       select e.workflow_id, e.stage_id, count(*) as entries, sum(e.size)::bigint as bytes, sum(e.hit_count)::bigint as hits
       from cache_entry e
       where ${conditionsOf(filter, values)}
       group by e.workflow_id, e.stage_id
     ) s
     join workflow w on w.id = s.workflow_id
     cross join lateral (
       select coalesce(sum(found + missed), 0)::bigint as looks, coalesce(sum(found), 0)::bigint as found
       from cache_look
       where workflow_id = s.workflow_id and stage_id = s.stage_id and day > (now() at time zone 'UTC')::date - 7
     ) l
     order by s.bytes desc, w.name, s.stage_id`,
    values,
  );
  return rows;
}
