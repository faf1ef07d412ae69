-- Holds stages back that have not started. They go on counting what they wait for (follow_dependencies).
create function engine.pause_tasks(p_workspace text, p_run bigint, p_tasks bigint[], p_by text) returns json
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_refusal json;
  v_changed bigint[];
  v_events engine.event_draft[];
begin
  if engine.lock_run(p_workspace, p_run) is null then
    return json_build_object('outcome', 'unknown');
  end if;
  v_refusal := engine.refusal(p_run, p_tasks, '{waiting,pending,paused}', false);
  if v_refusal is not null then
    return v_refusal;
  end if;

  with paused as (
    update task
    set status = 'paused', turn = null, blocked_key = null
    where run_id = p_run and id = any (p_tasks) and status in ('waiting', 'pending')
    returning id, run_id, stage_id, subtask, round
  )
  select coalesce(array_agg(id), '{}'),
         coalesce(array_agg(row(run_id, 'task.paused', id, stage_id, subtask, round, json_build_object('by', p_by),
                                0, 0, 0, false, false)::engine.event_draft order by id), '{}')
  into v_changed, v_events
  from paused;
  if cardinality(v_changed) > 0 then
    perform engine.record_changes(v_events);
  end if;
  return engine.done(p_run, v_changed);
end
$$;
