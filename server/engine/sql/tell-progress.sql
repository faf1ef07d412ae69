-- Tells in the logs of their runs how far these tasks have come, and frees the capacity that they need no more.
create function engine.tell_progress(p_tasks bigint[]) returns void
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_events engine.event_draft[];
begin
  perform from run where id = any (array(select run_id from progress where task_id = any (p_tasks))) order by id for update;
  select array_agg(row(t.run_id, 'task.progress', t.id, t.stage_id, t.subtask, t.round,
           engine.told_progress(p),
           0, 0, 0, false, false)::engine.event_draft order by t.id)
  into v_events
  from progress p
  join task t on t.id = p.task_id
  where p.task_id = any (p_tasks) and t.id = any (p_tasks) and t.status in ('running', 'suspended');
  if v_events is not null then
    perform engine.record_changes(v_events);
    perform engine.shrink_charges(p_tasks);
  end if;
end
$$;
