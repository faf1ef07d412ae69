-- Does the failed stages of a run over, and what depends on them. `p_epoch` is what the caller has seen: when a round was
-- opened since, or nothing has failed in a run that goes on, the call was made before and changes nothing.
create function engine.retry_run(p_workspace text, p_run bigint, p_epoch integer, p_by text) returns json
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_status run_status := engine.lock_run(p_workspace, p_run);
  v_failed text[];
begin
  if v_status is null then
    return json_build_object('outcome', 'unknown');
  end if;
  if (select epoch from run where id = p_run) > p_epoch then
    return engine.done(p_run, '{}');
  end if;
  v_failed := array(select stage_id from task
                    where run_id = p_run and subtask is null and is_latest and status in ('failed', 'canceled'));
  if cardinality(v_failed) > 0 then
    return engine.open_round(p_run, v_failed, '{}', 'retry', p_by);
  end if;
  if v_status >= 'completed' then
    return json_build_object('outcome', 'conflict', 'status', v_status);
  end if;
  return engine.done(p_run, '{}');
end
$$;
