-- Cancels a run: what is not settled is canceled, workers that hold its tasks are told. Answers with the status after.
-- Null when there is no such run in the workspace. A finished run stays as it is.
create function engine.cancel_run(p_workspace text, p_run bigint) returns run_status
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_status run_status;
  v_events engine.event_draft[];
begin
  perform engine.lock_runs(array(select id from run where id = p_run and workspace_id = p_workspace));
  select status into v_status from run where id = p_run and workspace_id = p_workspace;
  if v_status is null or v_status in ('completed', 'failed', 'canceled') then
    return v_status;
  end if;

  update run set is_canceled = true where id = p_run;
  with ended as (
    update task
    set status = 'canceled', turn = null, blocked_key = null, wake_at = null, lease = null, worker_id = null, lease_expires_at = null, finished_at = v_now
    where run_id = p_run and status not in ('completed', 'failed', 'skipped', 'canceled')
    returning id, run_id, stage_id, subtask, round, parent_id, status, started_at, acts
  ),
  closed as (
    update review set status = 'canceled' where run_id = p_run and status = 'open' returning task_id
  )
  select coalesce(array_agg(row(e.run_id, 'task.settled', e.id, e.stage_id, e.subtask, e.round, json_strip_nulls(json_build_object(
           'status', e.status, 'durationMs', round(extract(epoch from v_now - e.started_at) * 1000))),
           (e.parent_id is null)::int, 0, -(c.task_id is not null)::int, false, e.acts)::engine.event_draft order by e.id), '{}')
  into v_events
  from ended e
  left join closed c on c.task_id = e.id;

  perform engine.record_changes(v_events);
  perform pg_notify('heddle_work', 'c:' || p_run);
  return (select status from run where id = p_run);
end
$$;
