-- Writes what a transaction did to its runs: counters, derived status, numbered events, one wake-up.
-- The caller holds the row locks of all runs concerned, so the numbers have no gaps and commit in order.
create function engine.record_changes(p_events engine.event_draft[]) returns void
language plpgsql
as $$
declare
  v_now timestamptz := date_trunc('milliseconds', clock_timestamp());
  v_runs bigint[];
  v_turned engine.turned_run[];
  v_is_awaited boolean;
  v_called_for bigint[];
  v_acts boolean;
  v_has_broken boolean;
begin
  with change as (
    select e.run_id, count(*) as events, sum(e.settled) as settled, sum(e.failed) as failed, sum(e.reviewed) as reviewed,
           bool_or(e.started) as started
    from unnest(p_events) e
    group by e.run_id
  ),
  updated as (
    update run r
    set status = d.new_status,
        open_count = r.open_count - d.settled,
        failed_count = r.failed_count + d.failed,
        review_count = r.review_count + d.reviewed,
        started_at = coalesce(r.started_at, case when d.started then v_now end),
        finished_at = case when d.new_status >= 'completed' then v_now end,
        is_paused = r.is_paused and d.new_status < 'completed',
        last_seq = d.base_seq + d.events + (d.new_status <> d.old_status)::int
    from (
      select c.*, o.status as old_status, o.last_seq as base_seq,
             (case
                when o.open_count = c.settled and o.is_canceled then 'canceled'
                when o.open_count = c.settled and o.failed_count + c.failed > 0 then 'failed'
                when o.open_count = c.settled then 'completed'
                when o.is_paused then 'paused'
                when o.review_count + c.reviewed > 0 then 'awaiting_review'
                when o.started_at is null and not c.started then 'queued'
                else 'running'
              end)::run_status as new_status
      from change c
      join run o on o.id = c.run_id
    ) d
    where r.id = d.run_id
    returning r.id, d.base_seq, d.events, d.old_status, d.new_status, r.batch_id, r.acts, r.is_paused, r.is_called_for,
              case when r.is_awaited then r.origin_task_id end as awaited_by
  ),
  -- Whatever made a task ready: while its run is paused it is held back.
  parked as (
    update task t
    set turn = null, blocked_key = 'paused'
    from updated u
    where u.is_paused and t.run_id = u.id and t.status = 'pending' and t.blocked_key is distinct from 'paused'
  ),
  written as (
    insert into event (run_id, seq, at, type, task_id, stage_id, subtask, round, data)
    select e.run_id, o.last_seq + row_number() over (partition by e.run_id order by e.ordinality), v_now,
           e.type, e.task_id, e.stage_id, e.subtask, e.round, e.data
    from unnest(p_events) with ordinality e
    -- As the run stood before: found by its key, however many there are.
    join run o on o.id = e.run_id
    union all
    select u.id, u.base_seq + u.events + 1, v_now, 'run.status', null, null, null, null, json_build_object('status', u.new_status)
    from updated u
    where u.new_status <> u.old_status
  )
  select coalesce(array_agg(row(u.id, u.old_status, u.new_status, u.batch_id, u.acts, u.awaited_by)::engine.turned_run), '{}'),
         coalesce(bool_or(u.awaited_by is not null), false),
         array_agg(u.id) filter (where u.is_called_for and u.new_status >= 'completed')
  into v_turned, v_is_awaited, v_called_for
  from updated u
  where u.new_status <> u.old_status and (u.batch_id is not null or u.acts or u.awaited_by is not null or u.is_called_for);

  select array_agg(distinct e.run_id), coalesce(bool_or(e.acts), false),
         coalesce(bool_or(e.type = 'task.settled' and e.data ->> 'status' <> 'completed'), false)
  into v_runs, v_acts, v_has_broken
  from unnest(p_events) e;

  if v_has_broken then
    perform engine.cancel_abandoned(p_events);
  end if;
  if v_is_awaited then
    perform engine.wake_awaiting(v_turned);
  end if;
  if v_called_for is not null then
    perform engine.call_back(v_called_for);
  end if;
  if v_acts then
    perform engine.deliver_events(p_events, v_now);
  end if;
  if v_acts or cardinality(v_turned) > 0 then
    perform engine.write_spawns(p_events, v_turned, v_now);
  end if;
  if cardinality(v_turned) > 0 then
    perform engine.deliver_runs(v_turned, v_now);
    perform engine.count_batches(v_turned);
  end if;

  -- The payload only wakes, the rows speak; too many ids become "*".
  perform pg_notify('heddle_run', case when cardinality(v_runs) > 500 then '*' else array_to_string(v_runs, ',') end);
end
$$;
