-- Writes the deliveries that events of tasks cause: a start for each attempt, one end for each task. The key holds both
-- apart, and what is caused again (an attempt that was handed back, or woken) is there already.
create function engine.deliver_events(p_events engine.event_draft[], p_now timestamptz) returns void
language plpgsql
as $$
begin
  insert into delivery (workspace_id, workflow_id, run_id, task_id, stage_id, trigger, action, key, about, next_at)
  select r.workspace_id, r.workflow_id, e.run_id, e.task_id, e.stage_id, a.trigger, a.place,
         concat_ws(':', e.run_id, e.task_id, cause.attempt, a.trigger, coalesce(a.place::text, 'registered')),
         json_build_object('attempt', case when cause.trigger = 'start' then cause.attempt end, 'runStatus', r.status), p_now
  from unnest(p_events) with ordinality e
  cross join lateral (
    select case e.type
             when 'task.running' then 'start'
             else case e.data ->> 'status' when 'completed' then 'success' when 'failed' then 'failure' when 'canceled' then 'cancel' end
           end as trigger,
           case e.type when 'task.running' then (e.data ->> 'attempt')::int else 0 end as attempt
    where e.type in ('task.running', 'task.settled')
  ) cause
  join run r on r.id = e.run_id
  join stage s on s.version_id = r.version_id and s.stage_id = e.stage_id
  cross join lateral (
    select cause.trigger, (declared.ordinality - 1)::int as place
    from unnest(s.actions) with ordinality declared (name)
    where declared.name = case when e.subtask is null then cause.trigger else 'each:' || cause.trigger end
    union all
    -- What the outside system has registered to be told to stop: it also works on when its time is over.
    select 'cancel', null
    from progress p
    where p.task_id = e.task_id and p.cancel_action is not null
      and (cause.trigger = 'cancel' or (cause.trigger = 'failure' and e.data -> 'error' ->> 'code' in ('timeout', 'inactivity_timeout')))
  ) a
  where e.acts and cause.trigger is not null
  order by e.ordinality, a.place
  on conflict (key) do nothing;
  if found then
    perform pg_notify('heddle_delivery', '');
  end if;
end
$$;
