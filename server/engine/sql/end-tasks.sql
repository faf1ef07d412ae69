-- Ends open tasks of a run by hand, with the subtasks of those that have fanned out, those of `p_alone` left out: leases,
-- places in line and open reviews end with them, and workers that carry out an attempt are told to stop it. The caller holds
-- the run's lock, and follows and records what is returned.
create function engine.end_tasks(p_run bigint, p_tasks bigint[], p_status task_status, p_skip_reason text, p_by text, p_now timestamptz,
                          p_alone bigint[] default '{}',
                          out settled engine.settled_task[], out events engine.event_draft[])
language plpgsql
as $$
declare
  v_open bigint[];
  v_leased bigint[];
  v_leaving bigint[];
begin
  select coalesce(array_agg(id), '{}'), coalesce(array_agg(id) filter (where lease is not null), '{}'), array_agg(id) filter (where holds_slots)
  into v_open, v_leased, v_leaving
  from (
    select id, lease, holds_slots from task
    where run_id = p_run and status < 'completed' and (id = any (p_tasks) or parent_id = any (p_tasks) and parent_id <> all (p_alone))
    order by id
    for update
  ) t;

  with ended as (
    update task t
    set status = p_status,
        skip_reason = p_skip_reason,
        turn = null,
        blocked_key = null,
        wake_at = null,
        lease = null,
        worker_id = null,
        lease_expires_at = null,
        subtask_failed = t.subtask_failed + case when t.id <> all (p_alone) then t.subtask_open else (
          select count(*) from task c where c.id = any (p_tasks) and c.parent_id = t.id) end,
        subtask_open = 0,
        finished_at = p_now
    where t.id = any (v_open)
    returning t.*
  ),
  canceled as (
    update review set status = 'canceled' where run_id = p_run and task_id = any (v_open) and status = 'open' returning task_id
  ),
  closed as (
    select task_id, count(*)::int as reviews from canceled group by task_id
  )
  select coalesce(array_agg(row(e.run_id, e.stage_id, e.parent_id, e.status, e.skip_reason)::engine.settled_task)
           filter (where e.parent_id is null or e.parent_id <> all (p_tasks)), '{}'),
         coalesce(array_agg(row(e.run_id, 'task.settled', e.id, e.stage_id, e.subtask, e.round, json_strip_nulls(json_build_object(
           'status', e.status, 'skipReason', e.skip_reason, 'by', p_by,
           'durationMs', round(extract(epoch from p_now - e.started_at) * 1000))),
           (e.parent_id is null)::int,
           (e.parent_id is null and e.status = 'canceled' and not e.allow_failure and not r.is_canceled)::int,
           -coalesce(c.reviews, 0), false, e.acts)::engine.event_draft order by e.id), '{}')
  into settled, events
  from ended e
  join run r on r.id = e.run_id
  left join closed c on c.task_id = e.id;

  delete from task_memory where task_id = any (v_open);
  delete from call_wait where task_id = any (v_open);
  if v_leaving is not null and engine.release_slots(v_leaving) > 0 then
    perform pg_notify('heddle_work', '');
  end if;

  -- In parts that a notification can carry.
  perform pg_notify('heddle_work', 't:' || string_agg(l.id::text, ','))
  from (select id, (ordinality - 1) / 300 as part from unnest(v_leased) with ordinality u (id, ordinality)) l
  group by l.part;
end
$$;
