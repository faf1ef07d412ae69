-- A slot that its task leaves passes to the first that waits for it, which is leased to the same worker in the same commit:
-- what a claim would come to as well, by way of the line, as long as nobody else stands in line. Only between tasks that
-- need no other slot. Says whether the line was empty: to look costs more the more has left it since a vacuum. The caller
-- holds the locks of the runs and rows of those that leave. Returns whose slots have passed on; what others held is released.
create function engine.hand_on(p_leaving bigint[], p_worker uuid, p_tags text[], p_places integer, p_lease_ms integer,
                        out is_line_empty boolean, out passed bigint[], out handed bigint[], out tasks json[], out events engine.event_draft[])
language plpgsql
as $$
declare
  v_slot record;
  v_next record;
  v_leased record;
begin
  passed := '{}';
  handed := '{}';
  is_line_empty := not exists (select from task where turn is not null and worker_tag = any (p_tags));
  if not is_line_empty or not engine.try_share_rules() then
    return;
  end if;
  for v_slot in
    -- All of them, as a release does: by key, and once a transaction.
    with locked as materialized (
      select key, used from slot where key = any (array(select key from task_slot where task_id = any (p_leaving))) order by key for update
    )
    select h.task_id, h.key, s.used
    from locked s
    join task_slot h on h.key = s.key
    where h.task_id = any (p_leaving) and h.charge = 1
      and not exists (select from task_slot o where o.task_id = h.task_id and o.key <> h.key)
    order by h.key
  loop
    exit when cardinality(handed) = p_places;
    select t.id, t.blocked_max as max, r.is_paused, t.worker_tag into v_next
    from task t
    join run r on r.id = t.run_id
    where t.blocked_key = v_slot.key and t.id <> all (handed)
    order by t.priority desc, t.id
    limit 1
    for update of r, t skip locked;
    -- A limit that was lowered meanwhile is kept by letting the slot go, and so is the work of other workers.
    continue when v_next.id is null or v_next.max is null or v_next.max < v_slot.used or v_next.is_paused or v_next.worker_tag <> all (p_tags);
    update task_slot set task_id = v_next.id where task_id = v_slot.task_id and key = v_slot.key;
    handed := handed || v_next.id;
    passed := passed || v_slot.task_id;
  end loop;
  if cardinality(handed) > 0 then
    v_leased := engine.lease_tasks(handed, handed, p_worker, p_lease_ms);
    tasks := v_leased.tasks;
    events := v_leased.events;
  end if;
end
$$;
