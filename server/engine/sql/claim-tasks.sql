-- Leases ready tasks to a worker, in the order of the line. Never waits: what another transaction holds is passed over.
create function engine.claim_tasks(p_worker uuid, p_slots integer, p_lease_ms integer, out claimed bigint[], out tasks json, out events engine.event_draft[])
language plpgsql
as $$
declare
  -- How far it looks at a time. Of runs that it passes over it looks at nothing again: they may have thousands in line.
  v_look integer := p_slots + 32;
  v_passed bigint[] := '{}';
  v_found record;
  v_leased record;
  v_tasks json[] := '{}';
begin
  claimed := '{}';
  events := '{}';
  -- What has waited for its time comes in line.
  with due as (
    select id from task
    where status = 'pending' and turn is null and blocked_key is null and available_at <= (select clock_timestamp())
    order by available_at
    limit p_slots
    for update skip locked
  )
  update task set turn = engine.head_of_line(priority) from due where task.id = due.id;

  while cardinality(claimed) < p_slots loop
    with line as materialized (
      select id, run_id, priority, turn
      from task
      where turn is not null and run_id <> all (v_passed)
      order by priority desc, turn, id
      limit v_look
    ),
    candidate as materialized (
      select t.id, t.run_id
      from line
      join run r on r.id = line.run_id
      join task t on t.id = line.id
      where t.turn is not null and not r.is_paused
      order by line.priority desc, line.turn, line.id
      limit p_slots - cardinality(claimed)
      -- The run too, its events are numbered under its row lock; and first, or tasks of a locked run would be locked in vain.
      for update of r, t skip locked
    )
    select array(select id from candidate) as ids,
           (select count(*) from line) as seen,
           array(select run_id from line except select run_id from candidate) as passed
    into v_found;

    if cardinality(v_found.ids) > 0 then
      v_leased := engine.lease_tasks(v_found.ids, p_worker, p_lease_ms);
      claimed := claimed || v_found.ids;
      v_tasks := v_tasks || v_leased.tasks;
      events := events || v_leased.events;
    end if;
    exit when v_found.seen < v_look;
    v_passed := v_passed || v_found.passed;
  end loop;
  tasks := array_to_json(v_tasks);
end
$$;
