-- Pauses a run: what runs goes on, nothing new starts. What is in line, or becomes ready meanwhile, is held back where
-- changes are recorded.
create function engine.pause_run(p_workspace text, p_run bigint, p_by text) returns json
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_status run_status := engine.lock_run(p_workspace, p_run);
begin
  if v_status is null then
    return json_build_object('outcome', 'unknown');
  end if;
  if v_status >= 'completed' then
    return json_build_object('outcome', 'conflict', 'status', v_status);
  end if;
  if v_status <> 'paused' then
    update run set is_paused = true where id = p_run;
    perform engine.record_changes(array[row(p_run, 'run.paused', null, null, null, null, json_build_object('by', p_by),
                                            0, 0, 0, false, false)::engine.event_draft]);
  end if;
  return engine.done(p_run, '{}');
end
$$;

-- Lets a paused run go on: what was held back is in line again. One that is not paused stays as it is.
create function engine.resume_run(p_workspace text, p_run bigint, p_by text) returns json
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_now timestamptz := date_trunc('milliseconds', clock_timestamp());
  v_status run_status := engine.lock_run(p_workspace, p_run);
  v_heads jsonb;
begin
  if v_status is null then
    return json_build_object('outcome', 'unknown');
  end if;
  if v_status >= 'completed' then
    return json_build_object('outcome', 'conflict', 'status', v_status);
  end if;
  if v_status = 'paused' then
    v_heads := engine.heads_of_line(array(select row(priority, worker_tag)::engine.line from task where run_id = p_run and blocked_key = 'paused'));
    update run set is_paused = false where id = p_run;
    update task
    set blocked_key = null, turn = case when available_at <= v_now then engine.turn_at(v_heads, priority, worker_tag) end
    where run_id = p_run and status = 'pending' and blocked_key = 'paused';
    perform engine.record_changes(array[row(p_run, 'run.resumed', null, null, null, null, json_build_object('by', p_by),
                                            0, 0, 0, false, false)::engine.event_draft]);
    perform pg_notify('heddle_work', '');
  end if;
  return engine.done(p_run, '{}');
end
$$;
