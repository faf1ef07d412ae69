-- Keeps what an outside system wants to be called when its task is canceled; one that was canceled meanwhile is told at once.
create function engine.register_cancel(p_task bigint, p_action json) returns void
language plpgsql
as $$
begin
  -- Whoever cancels holds the run: either the action is there for it to find, or the cancel is seen here.
  perform from run where id = (select run_id from task where id = p_task) for update;
  update progress set cancel_action = p_action where task_id = p_task;

  insert into delivery (workspace_id, workflow_id, run_id, task_id, stage_id, trigger, key, about, next_at)
  select r.workspace_id, r.workflow_id, r.id, t.id, t.stage_id, 'cancel', concat_ws(':', r.id, t.id, 0, 'cancel', 'registered'),
         json_build_object('runStatus', r.status), date_trunc('milliseconds', clock_timestamp())
  from task t
  join run r on r.id = t.run_id
  where t.id = p_task and t.status = 'canceled'
  on conflict (key) do nothing;
  if found then
    perform pg_notify('heddle_delivery', '');
  end if;
end
$$;
