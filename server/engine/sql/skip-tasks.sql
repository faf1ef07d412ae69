-- Skips stages by hand; the dependencies out of them count as taken. One that failed stays as it is: a round is opened in
-- which it is skipped, and what depends on it runs (decision 010).
create function engine.skip_tasks(p_workspace text, p_run bigint, p_tasks bigint[], p_by text) returns json
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_refusal json;
  v_conflict record;
  v_stages text[];
  v_failed text[];
begin
  if engine.lock_run(p_workspace, p_run) is null then
    return json_build_object('outcome', 'unknown');
  end if;
  v_refusal := engine.refusal(p_run, p_tasks, '{waiting,pending,paused,suspended,failed,canceled,skipped}', false);
  if v_refusal is not null then
    return v_refusal;
  end if;
  select id, status into v_conflict
  from task
  where run_id = p_run and id = any (p_tasks) and is_latest
    -- A wait for a time has nobody at work behind it.
    and (skip_reason <> 'by_hand' or status = 'suspended' and suspension ->> 'for' <> 'timer')
  order by id
  limit 1;
  if v_conflict.id is not null then
    return json_build_object('outcome', 'conflict', 'taskId', v_conflict.id, 'status', v_conflict.status);
  end if;

  select coalesce(array_agg(stage_id), '{}'), coalesce(array_agg(stage_id) filter (where status in ('failed', 'canceled')), '{}')
  into v_stages, v_failed
  from task
  where run_id = p_run and id = any (p_tasks) and is_latest;
  if cardinality(v_failed) > 0 then
    perform engine.open_round(p_run, v_failed, v_stages, 'skip', p_by);
  end if;
  perform engine.end_by_hand(p_run, p_tasks, 'skipped', 'by_hand', p_by);
  return engine.done(p_run, array(select id from task where run_id = p_run and stage_id = any (v_stages) and subtask is null and is_latest));
end
$$;
