-- What has been reported of tasks frees that much of their capacity: a charge is what was expected at the claim, less what
-- has succeeded or failed since, and never grows. Only reads of `progress` come before it, slots are locked here by key.
-- Returns how many waiting tasks came in line for it, and notifies `heddle_work` when there are any.
create function engine.shrink_charges(p_tasks bigint[]) returns bigint
language plpgsql
as $$
declare
  v_freed record;
  v_unparked bigint := 0;
  v_keys text[] := array(
    select key from slot
    where key = any (array(select key from task_slot where task_id = any (p_tasks))) and about ->> 'type' = 'capacity');
begin
  if cardinality(v_keys) = 0 then
    return 0;
  end if;
  perform from slot where key = any (v_keys) order by key for update;
  for v_freed in
    with due as (
      select h.task_id, h.key, h.charge - greatest(r.charge - p.succeeded - p.failed, 0) as freed
      from engine.rules_of(array(select distinct task_id from task_slot where task_id = any (p_tasks) and key = any (v_keys))) r
      join task_slot h on h.task_id = r.task_id and h.key = r.key
      join progress p on p.task_id = r.task_id
      where r.is_capacity and h.charge > greatest(r.charge - p.succeeded - p.failed, 0)
    ),
    shrunk as (
      update task_slot h set charge = h.charge - d.freed from due d where h.task_id = d.task_id and h.key = d.key
    )
    update slot s
    set used = s.used - d.freed
    from (select key, sum(freed) as freed from due group by key) d
    where s.key = d.key
    returning s.key
  loop
    v_unparked := v_unparked + engine.unpark(v_freed.key, 1);
  end loop;
  if v_unparked > 0 then
    perform pg_notify('heddle_work', '');
  end if;
  return v_unparked;
end
$$;
