-- Wakes suspended tasks whose time has come, and those of which a call was called back. Never waits: what another transaction holds is passed over. Inside a
-- transaction that records the events.
create function engine.wake_due(p_limit integer, out woken bigint[], out events engine.event_draft[])
language plpgsql
as $$
declare
  v_due bigint[];
  v_called_back bigint[];
  v_resumed record;
begin
  select coalesce(array_agg(id), '{}') into v_due
  from (
    select t.id
    from task t
    join run r on r.id = t.run_id
    where t.wake_at <= (select clock_timestamp())
    order by t.wake_at
    limit p_limit
    for update of r, t skip locked
  ) due;

  -- An outside system that has reported since the task was suspended is given its time anew.
  with heard as (
    select t.id, least(p.reported_at + (t.suspension ->> 'inactivityTimeoutMs')::float8 * interval '1 millisecond',
                       (t.suspension ->> 'deadline')::timestamptz) as until
    from task t
    join progress p on p.task_id = t.id
    where t.id = any (v_due) and p.task_id = any (v_due) and t.suspension ->> 'for' = 'external' and p.reported_at is not null
  ),
  extended as (
    update task t set wake_at = heard.until from heard where t.id = heard.id and t.id = any (v_due) and heard.until > clock_timestamp() returning t.id
  )
  select coalesce(array_agg(d.id), '{}') into v_due
  from unnest(v_due) d (id)
  where d.id not in (select id from extended);

  select w.woken, w.events into woken, events from engine.resume_tasks(v_due, '{}') w;

  select coalesce(array_agg(id), '{}') into v_called_back
  from (
    select t.id
    from task t
    join run r on r.id = t.run_id
    where t.id = any (array(select w.task_id from call_wait w where w.is_due order by w.task_id limit 1000)) and t.status = 'suspended'
    limit p_limit
    for update of r, t skip locked
  ) due;
  if cardinality(v_called_back) > 0 then
    v_resumed := engine.resume_tasks(v_called_back, (select json_object_agg(t.id, '{"isCalledBack":true}'::json) from unnest(v_called_back) t (id)));
    woken := woken || v_resumed.woken;
    events := events || v_resumed.events;
  end if;
end
$$;
