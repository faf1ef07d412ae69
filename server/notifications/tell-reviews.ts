import { ACTIONS } from "#core/roles.ts";
import type { Queryable } from "#server/db.ts";

/**
 * Tells of up to $2 reviews that have something to tell by now ($1, else by the clock of the database). Those who are named
 * are told, everybody who may decide when nobody is, and the owners when those who are named are not there. Of the reviews
 * of a fan-out each person is told once. A review is due soon when a quarter of its time is left, and at most a day.
 *
 * Each review is passed over by other processes while it is told of, and while its run changes: who decides holds the run
 * and then wants the review, so nobody may hold a review and wait for its run.
 */
const TELL = `
  with clock as (
    select coalesce($1::timestamptz, statement_timestamp()) as now
  ),
  due as materialized (
    select rv.id, rv.workspace_id, rv.run_id, rv.stage_id, rv.status, rv.assignees, rv.due_at, k.subtask, c.now,
           rv.due_at - least((rv.due_at - rv.opened_at) / 4, interval '1 day') as soon_at,
           case when k.subtask is null then concat('review:', rv.id)
                else concat_ws(':', 'stage', rv.run_id, rv.stage_id, k.round) end as cause
    from clock c
    cross join review rv
    join run r on r.id = rv.run_id
    join task k on k.id = rv.task_id
    where rv.tell_at <= c.now
    order by rv.tell_at
    limit $2
    for no key update of rv skip locked
    for key share of r skip locked
  ),
  told as (
    update review rv
    set tell_at = case when d.status <> 'open' then null when d.now < d.soon_at then d.soon_at when d.now < d.due_at then d.due_at end
    from due d
    where rv.id = d.id
    returning rv.id
  ),
  candidate as (
    select d.*, m."userId" as user_id, m.role = 'owner' as is_owner,
           cardinality(d.assignees) = 0
             or exists (select from unnest(d.assignees) a where a = 'role:' || m.role or lower(a) = 'user:' || lower(u.email))
             or exists (select from people_group_member gm
                        join people_group g on g.id = gm.group_id
                        where gm.member_id = m.id and 'group:' || g.name = any (d.assignees)) as is_named
    from due d
    join member m on m."organizationId" = d.workspace_id and m.role = any ($3)
    join "user" u on u.id = m."userId"
    where d.status = 'open'
  ),
  recipient as (
    select c.*, bool_or(c.is_named) over (partition by c.id) as is_anybody_named
    from candidate c
  ),
  written as (
    insert into notification (workspace_id, user_id, kind, cause, run_id, review_id, stage_id, at)
    select r.workspace_id, r.user_id, k.kind, r.cause, r.run_id, r.id, case when r.subtask is not null then r.stage_id end, r.now
    from recipient r
    cross join unnest(array['review_assigned', case when r.due_at <= r.now then 'review_overdue' when r.soon_at <= r.now then 'review_due_soon' end]) k (kind)
    where k.kind is not null and (r.is_named or (r.is_owner and not r.is_anybody_named))
    order by r.id, k.kind
    on conflict (user_id, kind, cause) do nothing
    returning id, user_id
  )
  select (select count(*) from told)::int as looked, array(select distinct user_id from written) as users, array(select id from written) as ids`;

/** What a look came to: how many subjects were looked at, who has something new to read, and which notifications these are. */
export interface Told {
  looked: number;
  users: string[];
  ids: number[];
}

/** Writes what there is to tell of reviews, a batch of them. */
export async function tellReviews(db: Queryable, limit: number, now: Date | null): Promise<Told> {
  const { rows } = await db.query<Told>({
    name: "tell_reviews",
    text: TELL,
    values: [now, limit, ACTIONS["review.decide"]],
  });
  return rows[0] ?? { looked: 0, users: [], ids: [] };
}
