-- Cancels the runs that tasks waited for which have just ended without them: canceled, skipped by hand, out of time. A run
-- is always younger than the one that waits for it, so its lock comes after.
create function engine.cancel_abandoned(p_events engine.event_draft[]) returns void
language plpgsql
as $$
declare
  v_runs bigint[];
begin
  v_runs := array(
    select c.id
    from unnest(p_events) e
    join run c on c.origin_run_id = e.run_id and c.origin_task_id = e.task_id and c.is_awaited and c.status < 'completed'
    where e.type = 'task.settled' and e.data ->> 'status' <> 'completed');
  if cardinality(v_runs) > 0 then
    perform engine.cancel_runs(v_runs);
  end if;
end
$$;
