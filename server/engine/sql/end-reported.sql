-- Ends the attempt of a task because the outside system says so. The settlement was decided before; it holds only while
-- that attempt is under way, whoever has its lease. What is counted in the report belongs to the output of a success.
-- Without a settlement the end wakes the task: its worker has still to judge what was made.
create function engine.end_reported(p_task bigint, p_attempt integer, p_report json, p_settlement json) returns boolean
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_task task;
  v_progress progress;
  v_settlement engine.settlement;
  v_followed engine.event_draft[];
  v_settled record;
begin
  perform engine.lock_runs(array(select run_id from task where id = p_task));
  select * into v_task from task where id = p_task for update;
  if v_task.id is null or v_task.attempt <> p_attempt or v_task.status not in ('running', 'suspended')
     or (p_settlement is null and v_task.status <> 'suspended') then
    return false;
  end if;

  update progress
  set succeeded = least(succeeded + (p_report ->> 'newSuccess')::numeric, 9007199254740991),
      failed = least(failed + (p_report ->> 'newFailures')::numeric, 9007199254740991),
      expected = coalesce((p_report ->> 'expectedCount')::bigint, expected),
      metadata = coalesce(p_report -> 'metadata', metadata),
      reported_at = clock_timestamp()
  where task_id = p_task
  returning * into v_progress;
  -- Nothing is counted any more.
  delete from report_key where task_id = p_task;

  if p_settlement is null then
    select w.events into v_followed
    from engine.resume_tasks(array[p_task], json_build_object(p_task, json_build_object('end', json_build_object('output', p_report -> 'output')))) w;
    perform pg_notify('heddle_work', '');
  else
    v_settlement := json_populate_record(null::engine.settlement, p_settlement);
    v_settlement.lease := v_task.lease;
    if v_settlement.to_status = 'completed' then
      v_settlement.output := json_build_object(
        'succeeded', v_progress.succeeded, 'failed', v_progress.failed, 'metadata', v_progress.metadata,
        'output', p_report -> 'output');
    end if;
    v_settled := engine.settle_tasks(array[v_settlement], null, '{}', 0, 0);
    v_followed := v_settled.events;
    if v_settled.ready_count > 0 then
      perform pg_notify('heddle_work', '');
    end if;
  end if;

  perform engine.record_changes(
    row(v_task.run_id, 'task.progress', v_task.id, v_task.stage_id, v_task.subtask, v_task.round,
      engine.told_progress(v_progress),
      0, 0, 0, false, false)::engine.event_draft
    || v_followed);
  return true;
end
$$;
