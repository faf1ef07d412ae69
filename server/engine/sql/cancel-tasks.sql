-- Cancels tasks of a run, and what follows from it: for the stages after them they count as failed.
create function engine.cancel_tasks(p_workspace text, p_run bigint, p_tasks bigint[], p_by text) returns json
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_refusal json;
begin
  if engine.lock_run(p_workspace, p_run) is null then
    return json_build_object('outcome', 'unknown');
  end if;
  v_refusal := engine.refusal(p_run, p_tasks, '{waiting,pending,running,suspended,awaiting_review,paused,canceled}', true);
  if v_refusal is not null then
    return v_refusal;
  end if;
  return engine.end_by_hand(p_run, p_tasks, 'canceled', null, p_by);
end
$$;
