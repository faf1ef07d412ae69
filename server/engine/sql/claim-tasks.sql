-- Leases ready tasks to a worker, in the order of the line. Never waits: what another transaction holds is passed over.
-- Who knows that the line is empty says so, and is told when it is: each look walks past all that left it since a vacuum.
-- Each tag has a line of its own; they are taken in the order of `p_tags`.
-- `p_is_due` says whether something that waited for its time may come in line.
create function engine.claim_tasks(p_worker uuid, p_tags text[], p_slots integer, p_lease_ms integer, p_is_line_empty boolean, p_is_due boolean,
                            out claimed bigint[], out tasks json[], out is_line_empty boolean, out events engine.event_draft[])
language plpgsql
as $$
declare
  -- How far it looks at a time, and how many of these it locks: more, once it has met tasks that must wait for a slot.
  v_look integer := p_slots + 32;
  v_lock integer := p_slots;
  -- Runs that it looks at no more: they may have thousands in line.
  v_passed bigint[] := '{}';
  v_line integer := 1;
  v_parked integer := 0;
  v_looked integer;
  v_locked integer;
  v_found record;
  v_admitted bigint[];
  v_holders bigint[];
  v_leased record;
  v_now timestamptz := clock_timestamp();
begin
  claimed := '{}';
  tasks := '{}';
  events := '{}';
  is_line_empty := false;
  if not engine.try_share_rules() then
    return;
  end if;

  -- What has waited for its time comes in line.
  if p_is_due then
    with due as (
      select id from task
      where status = 'pending' and turn is null and blocked_key is null and available_at <= v_now
      order by available_at
      limit p_slots
      for update skip locked
    )
    update task set turn = engine.head_of_line(priority, worker_tag) from due where task.id = due.id;
    p_is_line_empty := false;
  end if;

  is_line_empty := p_is_line_empty or not exists (select from task where turn is not null and worker_tag = any (p_tags));
  if is_line_empty then
    return;
  end if;
  loop
    v_looked := v_look;
    v_locked := v_lock;
    with line as materialized (
      select id, run_id, priority, turn
      from task
      where turn is not null and worker_tag = p_tags[v_line] and run_id <> all (v_passed)
      order by priority desc, turn, id
      limit v_look
    ),
    candidate as materialized (
      select t.id, t.run_id,
             not t.holds_slots and (r.rules is not null or exists (
               select
               from stage s
               where s.version_id = r.version_id and s.stage_id = t.stage_id
                 and (s.rules is not null or exists (
                   select from rule u
                   where u.workspace_id = r.workspace_id
                     and (u.kind is null or u.kind = s.kind)
                     and (u.stage is null or u.stage = s.stage_id)
                     and (u.workflow is null or u.workflow = (select w.name from workflow w where w.id = r.workflow_id)))))) as is_ruled
      from line
      join run r on r.id = line.run_id
      join task t on t.id = line.id
      where t.turn is not null and not r.is_paused
      order by line.priority desc, line.turn, line.id
      limit v_lock
      -- The run too, its events are numbered under its row lock; and first, or tasks of a locked run would be locked in vain.
      for update of r, t skip locked
    )
    select array(select id from candidate) as ids,
           (select coalesce(bool_or(is_ruled), false) from candidate) as are_ruled,
           array(select run_id from line) as runs,
           array(select run_id from candidate) as open_runs
    into v_found;

    v_admitted := v_found.ids[:p_slots - cardinality(claimed)];
    v_holders := '{}';
    if v_found.are_ruled then
      select a.admitted, a.holders, v_passed || a.busy, v_parked + a.parked
      into v_admitted, v_holders, v_passed, v_parked
      from engine.admit_tasks(v_found.ids, p_slots - cardinality(claimed)) a;
      v_look := 500;
      v_lock := 500;
    end if;

    if cardinality(v_admitted) > 0 then
      v_leased := engine.lease_tasks(v_admitted, v_holders, p_worker, p_lease_ms);
      claimed := claimed || v_admitted;
      tasks := tasks || v_leased.tasks;
      events := events || v_leased.events;
    end if;
    -- A call that has sent thousands to wait ends; the next goes on.
    exit when cardinality(claimed) = p_slots or v_parked >= 2000;
    if cardinality(v_found.runs) < v_looked then
      exit when v_line = cardinality(p_tags);
      v_line := v_line + 1;
      v_passed := '{}';
    -- Only where it came to the end of what it had looked at.
    elsif cardinality(v_found.ids) < v_locked then
      v_passed := v_passed || array(select unnest(v_found.runs) except select unnest(v_found.open_runs));
    end if;
  end loop;
end
$$;
