-- Lets paused stages go on: back to waiting, or in line when all that they waited for has ended meanwhile.
create function engine.resume_paused(p_workspace text, p_run bigint, p_tasks bigint[], p_by text) returns json
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_now timestamptz := date_trunc('milliseconds', clock_timestamp());
  v_refusal json;
  v_changed bigint[];
  v_events engine.event_draft[];
begin
  if engine.lock_run(p_workspace, p_run) is null then
    return json_build_object('outcome', 'unknown');
  end if;
  v_refusal := engine.refusal(p_run, p_tasks, '{waiting,pending,running,suspended,awaiting_review,paused}', false);
  if v_refusal is not null then
    return v_refusal;
  end if;

  with resumed as (
    update task
    set status = (case when wait_finished > 0 then 'waiting' else 'pending' end)::task_status,
        turn = case when wait_finished = 0 and available_at <= v_now then engine.head_of_line(priority, worker_tag) end
    where run_id = p_run and id = any (p_tasks) and status = 'paused'
    returning id, run_id, stage_id, subtask, round, status
  )
  select coalesce(array_agg(id), '{}'),
         coalesce(array_agg(row(run_id, 'task.resumed', id, stage_id, subtask, round, json_build_object('by', p_by, 'status', status),
                                0, 0, 0, false, false)::engine.event_draft order by id), '{}')
  into v_changed, v_events
  from resumed;
  if cardinality(v_changed) > 0 then
    perform engine.record_changes(v_events);
    perform pg_notify('heddle_work', '');
  end if;
  return engine.done(p_run, v_changed);
end
$$;
