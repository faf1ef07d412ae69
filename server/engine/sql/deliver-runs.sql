-- Writes the deliveries that runs cause whose status has changed. A round that was opened since counts anew.
create function engine.deliver_runs(p_turned engine.turned_run[], p_now timestamptz) returns void
language plpgsql
as $$
begin
  insert into delivery (workspace_id, workflow_id, run_id, trigger, action, key, about, next_at)
  select r.workspace_id, r.workflow_id, r.id, cause.trigger, declared.ordinality - 1,
         concat_ws(':', r.id, 'run', r.epoch, cause.trigger, declared.ordinality - 1),
         json_build_object('runStatus', t.new_status), p_now
  from unnest(p_turned) t
  join run r on r.id = t.run_id
  join version v on v.id = r.version_id
  cross join lateral (
    select case t.new_status when 'running' then 'start' when 'completed' then 'success' when 'failed' then 'failure' when 'canceled' then 'cancel' end as trigger
  ) cause
  join lateral unnest(v.actions) with ordinality declared (name) on declared.name = cause.trigger
  where t.acts
  order by r.id, declared.ordinality
  on conflict (key) do nothing;
  if found then
    perform pg_notify('heddle_delivery', '');
  end if;
end
$$;
