-- Appends lines to the log of a running task. Nothing is written when the lease is lost.
create function engine.append_log(p_lines json) returns void
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_events engine.event_draft[];
begin
  perform engine.lock_runs(array(select distinct (l ->> 'runId')::bigint from json_array_elements(p_lines) l));
  select coalesce(array_agg(row(t.run_id, 'task.log', t.id, t.stage_id, t.subtask, t.round,
           json_build_object('attempt', t.attempt, 'lines', l.value -> 'lines'), 0, 0, 0, false, false)::engine.event_draft order by l.ordinality), '{}')
  into v_events
  from json_array_elements(p_lines) with ordinality l
  join task t on t.id = (l.value ->> 'taskId')::bigint and t.lease = (l.value ->> 'lease')::uuid
  -- The keys themselves, or a kept plan may walk all tasks.
  where t.id = any (array(select (l ->> 'taskId')::bigint from json_array_elements(p_lines) l));
  if cardinality(v_events) > 0 then
    perform engine.record_changes(v_events);
  end if;
end
$$;
