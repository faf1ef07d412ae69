import type { Queryable } from "#server/db.ts";
import type { Told } from "#server/notifications/tell-reviews.ts";

/**
 * Tells of up to $1 runs that have failed: whoever started the run, else (a schedule did, or an event, or another run)
 * whoever published its version, else the owners. A run that another waits for is not told of: that one says what came of
 * it. Of the runs of a batch each person is told once. A run that fails again after it was done over is told of again.
 */
const TELL = `
  with failed as materialized (
    select r.id, r.workspace_id, r.epoch, r.batch_id, r.is_awaited or r.is_called_for as is_awaited, r.version_id, r.started_by
    from run r
    where r.status = 'failed' and r.told_epoch is distinct from r.epoch
    order by r.id
    limit $1
    for no key update of r skip locked
  ),
  told as (
    update run r
    set told_epoch = f.epoch
    from failed f
    where r.id = f.id
    returning r.id
  ),
  candidate as (
    select f.*, m."userId" as user_id,
           case when split_part(f.started_by, ' (key ', 1) = u.email then 1
                when split_part(v.published_by, ' (key ', 1) = u.email then 2
                when m.role = 'owner' then 3 end as rank
    from failed f
    join version v on v.id = f.version_id
    join member m on m."organizationId" = f.workspace_id
    join "user" u on u.id = m."userId"
    where not f.is_awaited
  ),
  recipient as (
    select c.*, min(c.rank) over (partition by c.id) as best
    from candidate c
  ),
  written as (
    insert into notification (workspace_id, user_id, kind, cause, run_id, batch_id)
    select workspace_id, user_id, 'run_failed', coalesce('batch:' || batch_id, concat_ws(':', 'run', id, epoch)), id, batch_id
    from recipient
    where rank = best
    order by id
    on conflict (user_id, kind, cause) do nothing
    returning id, user_id
  )
  select (select count(*) from told)::int as looked, array(select distinct user_id from written) as users, array(select id from written) as ids`;

/** Writes what there is to tell of runs that failed, a batch of them. */
export async function tellFailures(db: Queryable, limit: number): Promise<Told> {
  const { rows } = await db.query<Told>({ name: "tell_failures", text: TELL, values: [limit] });
  return rows[0] ?? { looked: 0, users: [], ids: [] };
}
