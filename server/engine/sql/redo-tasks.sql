-- Does stages over and what depends on them: with "retry" those that failed, with "rerun" any that have ended. A task that
-- was replaced since changes nothing: the call was made before.
create function engine.redo_tasks(p_workspace text, p_run bigint, p_tasks bigint[], p_mode text, p_by text) returns json
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_refusal json;
  v_idle record;
  v_seeds text[];
begin
  if engine.lock_run(p_workspace, p_run) is null then
    return json_build_object('outcome', 'unknown');
  end if;
  v_refusal := engine.refusal(p_run, p_tasks, '{completed,failed,skipped,canceled}', false);
  if v_refusal is not null then
    return v_refusal;
  end if;
  -- Nothing would be done: nothing of it failed, or no path led to it.
  select id, status into v_idle
  from task
  where run_id = p_run and id = any (p_tasks) and is_latest
    and (case when p_mode = 'retry' then status not in ('failed', 'canceled') and subtask_failed = 0 else skip_reason = 'not_taken' end)
  order by id
  limit 1;
  if v_idle.id is not null then
    return json_build_object('outcome', 'conflict', 'taskId', v_idle.id, 'status', v_idle.status);
  end if;

  v_seeds := array(select stage_id from task where run_id = p_run and id = any (p_tasks) and is_latest);
  if cardinality(v_seeds) = 0 then
    return engine.done(p_run, '{}');
  end if;
  return engine.open_round(p_run, v_seeds, '{}', p_mode, p_by);
end
$$;
