-- Wakes suspended tasks because what they wait for has happened, in a transaction of its own. `p_wakes` is a list of
-- {taskId, waitsFor, result}: one wakes only while it is suspended for what `waitsFor` says, `result` is merged into its
-- suspension. Returns the tasks that woke; waking one again changes nothing.
create function engine.wake_tasks(p_wakes json) returns bigint[]
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_named bigint[] := array(select distinct (w ->> 'taskId')::bigint from json_array_elements(p_wakes) w);
  v_tasks bigint[];
  v_results json;
  v_woken record;
begin
  perform engine.lock_runs(array(select distinct run_id from task where id = any (v_named)));

  -- A statement of its own: it sees what was committed while the locks were waited for.
  select coalesce(array_agg(t.id), '{}'), coalesce(json_object_agg(t.id, w -> 'result') filter (where w -> 'result' is not null), '{}')
  into v_tasks, v_results
  from json_array_elements(p_wakes) w
  join task t on t.id = (w ->> 'taskId')::bigint
  where t.id = any (v_named) and t.status = 'suspended' and t.suspension::jsonb @> (w -> 'waitsFor')::jsonb;

  v_woken := engine.resume_tasks(v_tasks, v_results);
  if cardinality(v_woken.woken) > 0 then
    perform engine.record_changes(v_woken.events);
    perform pg_notify('heddle_work', '');
  end if;
  return v_woken.woken;
end
$$;
