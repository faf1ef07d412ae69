-- Cancels what is not settled of these runs, and of the runs that they wait for: reviews are closed, workers that hold
-- their tasks are told. Finished runs stay as they are. Returns how many runs of those named were canceled.
create function engine.cancel_runs(p_runs bigint[]) returns bigint
language plpgsql
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_runs bigint[] := engine.awaited_below(p_runs);
  v_more bigint[];
  v_held bigint[];
  v_events engine.event_draft[];
  v_leaving bigint[];
  v_asleep bigint[];
begin
  perform engine.lock_runs(v_runs);
  -- A task may have begun to wait for another run meanwhile; from here on nobody else locks anything below these runs.
  loop
    v_more := array(select unnest(engine.awaited_below(v_runs)) except select unnest(v_runs));
    exit when cardinality(v_more) = 0;
    perform engine.lock_runs(v_more);
    v_runs := v_runs || v_more;
  end loop;
  v_runs := array(select id from run where id = any (v_runs) and status < 'completed');
  if cardinality(v_runs) = 0 then
    return 0;
  end if;

  update run set is_canceled = true where id = any (v_runs);
  with held as (
    select distinct run_id from task where run_id = any (v_runs) and lease is not null
  ),
  ended as (
    update task
    set status = 'canceled', turn = null, blocked_key = null, wake_at = null, lease = null, worker_id = null, lease_expires_at = null,
        subtask_failed = subtask_failed + subtask_open, subtask_open = 0, finished_at = v_now
    where run_id = any (v_runs) and status not in ('completed', 'failed', 'skipped', 'canceled')
    returning id, run_id, stage_id, subtask, round, parent_id, status, started_at, acts, holds_slots, suspension
  ),
  closed as (
    update review set status = 'canceled' where run_id = any (v_runs) and status = 'open'
  )
  select coalesce(array_agg(row(e.run_id, 'task.settled', e.id, e.stage_id, e.subtask, e.round, json_strip_nulls(json_build_object(
           'status', e.status, 'durationMs', round(extract(epoch from v_now - e.started_at) * 1000))),
           (e.parent_id is null)::int, 0, -v.reviews, false, e.acts)::engine.event_draft order by e.run_id, e.id), '{}'),
         array(select run_id from held),
         array_agg(e.id) filter (where e.holds_slots),
         array_agg(e.id) filter (where e.suspension ->> 'keepsMemory' is not null)
  into v_events, v_held, v_leaving, v_asleep
  from ended e
  -- As the reviews stood before.
  cross join lateral (select count(*)::int as reviews from review where task_id = e.id and status = 'open') v;

  delete from task_memory where task_id = any (v_asleep);
  delete from call_wait where task_id = any (v_asleep);
  if v_leaving is not null and engine.release_slots(v_leaving) > 0 then
    perform pg_notify('heddle_work', '');
  end if;
  perform engine.record_changes(v_events);
  perform engine.tell_canceled(v_held);
  return cardinality(array(select unnest(p_runs) intersect select unnest(v_runs)));
end
$$;
