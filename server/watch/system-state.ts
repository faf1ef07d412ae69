import type { DeliveriesState, QueueState, UnfinishedRuns } from "#core/operations-views.ts";
import type { Queryable } from "#server/db.ts";

/** Counting ends here: who has so much in line need not know how much more there is. */
const MOST = 1_000_000;
/** Of each tag and priority so many at the head of the line are asked for their age; turns, not ages, are its order. */
const AT_THE_HEAD = 100;
const UNFINISHED = ["queued", "running", "awaiting_review", "paused"] as const satisfies (keyof UnfinishedRuns)[];

/** Counts what is in line, each part by its own partial index. */
export async function queueState(db: Queryable): Promise<QueueState> {
  const counted = (condition: string) => `(select count(*) from (select from task where ${condition} limit ${MOST}) x)`;
  const { rows } = await db.query<QueueState>(
    `with recursive level (tag, priority) as (
       (select t.worker_tag, t.priority from task t where t.turn is not null order by t.worker_tag, t.priority desc limit 1)
       union all
       select n.worker_tag, n.priority
       from level l
       cross join lateral (
         (select t.worker_tag, t.priority from task t
          where t.turn is not null and t.worker_tag = l.tag and t.priority < l.priority
          order by t.priority desc
          limit 1)
         union all
         (select t.worker_tag, t.priority from task t
          where t.turn is not null and t.worker_tag > l.tag
          order by t.worker_tag, t.priority desc
          limit 1)
         order by worker_tag, priority desc
         limit 1
       ) n
     )
     select ${counted("turn is not null")} as ready,
            ${counted("status = 'pending' and turn is null and blocked_key is null")} as delayed,
            ${counted("blocked_key is not null and blocked_key <> 'paused'")} as "heldBack",
            ${counted("blocked_key = 'paused'")} as paused,
            ${counted("lease is not null")} as running,
            ${counted("lease is not null and lease_expires_at < now()")} as overdue,
            (select (extract(epoch from clock_timestamp() - min(head.available_at)) * 1000)::float8
             from level l
             cross join lateral (
               select t.available_at from task t
               where t.turn is not null and t.worker_tag = l.tag and t.priority = l.priority
               order by t.turn, t.id
               limit ${AT_THE_HEAD}
             ) head) as "oldestReadyMs",
            (select count(*) from (select from spawn where status = 'pending' limit ${MOST}) x) as "followUps"`,
  );
  const [row] = rows;
  if (!row) throw new Error("The count of the queue answered nothing");
  return row;
}

/** How many runs of all workspaces have not ended, by status. */
export async function unfinishedRuns(db: Queryable): Promise<UnfinishedRuns> {
  const { rows } = await db.query<{ status: keyof UnfinishedRuns; count: number }>(
    `select s.status, coalesce(sum(r.count), 0)::int8 as count
     from unnest($1::run_status[]) s (status)
     left join organization o on true
     left join lateral (
       select count(*) from (select from run where workspace_id = o.id and status = s.status limit ${MOST}) x
     ) r on true
     group by s.status`,
    [UNFINISHED],
  );
  return Object.fromEntries(rows.map(({ status, count }) => [status, count])) as UnfinishedRuns;
}

/** How the deliveries of all workspaces stand, or of one. */
export async function deliveriesState(db: Queryable, workspaceId: string | null = null): Promise<DeliveriesState> {
  const counted = (status: string) =>
    `(select count(*) from (select from delivery where workspace_id = o.id and status = '${status}' limit ${MOST}) x)`;
  const { rows } = await db.query<DeliveriesState>(
    `select coalesce(sum(${counted("pending")}), 0)::int8 as pending,
            coalesce(sum(${counted("exhausted")}), 0)::int8 as exhausted,
            (extract(epoch from clock_timestamp() - min((
               select d.created_at from delivery d
               where d.workspace_id = o.id and d.status = 'pending'
               order by d.id
               limit 1))) * 1000)::float8 as "oldestMs"
     from organization o
     where $1::text is null or o.id = $1`,
    [workspaceId],
  );
  const [row] = rows;
  if (!row) throw new Error("The count of deliveries answered nothing");
  return row;
}

/** How much the database takes on its disk, in bytes. */
export async function databaseBytes(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ bytes: number }>("select pg_database_size(current_database()) as bytes");
  return rows[0]?.bytes ?? 0;
}
