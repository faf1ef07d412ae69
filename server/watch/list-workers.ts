import type { WorkerView } from "#core/operations-views.ts";
import { tagOfLine } from "#core/worker-tag.ts";
import type { Queryable } from "#server/db.ts";

const MOST = 500;

type Row = Omit<WorkerView, "startedAt" | "seenAt"> & { startedAt: Date; seenAt: Date };

/** The workers that were seen within a day, those that live first. One that was silent for a lease counts as lost. */
export async function listWorkers(db: Queryable, leaseMs: number): Promise<WorkerView[]> {
  const { rows } = await db.query<Row>(
    `select w.id, w.host, w.slots, w.tags, coalesce(l.leases, 0) as leases, w.started_at as "startedAt", w.seen_at as "seenAt",
            w.seen_at > clock_timestamp() - $1 * interval '1 millisecond' as "isAlive"
     from worker w
     left join (select worker_id, count(*) as leases from task where lease is not null group by worker_id) l on l.worker_id = w.id
     where w.seen_at > clock_timestamp() - interval '1 day'
     order by "isAlive" desc, w.host, w.started_at, w.id
     limit ${MOST}`,
    [leaseMs],
  );
  return rows.map((row) => ({
    ...row,
    tags: row.tags.map(tagOfLine),
    startedAt: row.startedAt.toISOString(),
    seenAt: row.seenAt.toISOString(),
  }));
}
