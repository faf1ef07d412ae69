-- Wakes suspended tasks whose time has come. Never waits: what another transaction holds is passed over. Inside a
-- transaction that records the events.
create function engine.wake_due(p_limit integer, out woken bigint[], out events engine.event_draft[])
language plpgsql
as $$
declare
  v_due bigint[];
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
  select w.woken, w.events into woken, events from engine.resume_tasks(v_due, '{}') w;
end
$$;
