-- Wakes the tasks that waited for runs which have just ended; their runs are locked already (lock_runs).
create function engine.wake_awaiting(p_turned engine.turned_run[]) returns void
language plpgsql
as $$
declare
  v_tasks bigint[];
  v_results json;
  v_woken record;
begin
  select array_agg(t.id), json_object_agg(t.id, json_build_object('status', c.new_status))
  into v_tasks, v_results
  from unnest(p_turned) c
  join task t on t.id = c.awaited_by
  where t.id = any (array(select r.awaited_by from unnest(p_turned) r)) and c.new_status >= 'completed' and t.status = 'suspended' and t.suspension ->> 'runId' = c.run_id::text;

  if v_tasks is not null then
    v_woken := engine.resume_tasks(v_tasks, v_results);
    perform engine.record_changes(v_woken.events);
    perform pg_notify('heddle_work', '');
  end if;
end
$$;
