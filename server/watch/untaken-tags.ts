import type { UntakenTag } from "#core/operations-views.ts";
import { tagOfLine } from "#core/worker-tag.ts";
import type { Queryable } from "#server/db.ts";

const MOST = 1_000_000;

/** The tags whose tasks are ready while no worker that was seen within a lease takes them, of all workspaces together. */
export async function untakenTags(db: Queryable, leaseMs: number): Promise<UntakenTag[]> {
  const { rows } = await db.query<{ line: string; ready: number }>(
    // From line to line by the index, however many tasks stand in each.
    `with recursive line (tag) as (
       (select t.worker_tag from task t where t.turn is not null order by t.worker_tag limit 1)
       union all
       select (select t.worker_tag from task t where t.turn is not null and t.worker_tag > l.tag order by t.worker_tag limit 1)
       from line l
       where l.tag is not null
     )
     select l.tag as line,
            (select count(*) from (select from task t where t.turn is not null and t.worker_tag = l.tag limit ${MOST}) x) as ready
     from line l
     where l.tag is not null
       and not exists (
         select from worker w
         where w.seen_at > clock_timestamp() - $1 * interval '1 millisecond' and l.tag = any (w.tags))
     order by l.tag`,
    [leaseMs],
  );
  return rows.map(({ line, ready }) => ({ tag: tagOfLine(line), ready }));
}
