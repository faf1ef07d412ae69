-- Gives back what tasks held of slots, because they left `running`, and brings as many of those that wait in line. The
-- caller holds the locks of their runs and rows, and calls it once a transaction, for all tasks together: slots are
-- locked by key. Returns how many tasks came in line; who does not claim at once notifies `heddle_work`.
create function engine.release_slots(p_tasks bigint[]) returns bigint
language plpgsql
as $$
declare
  v_freed record;
  v_unparked bigint := 0;
begin
  perform from slot where key = any (array(select key from task_slot where task_id = any (p_tasks))) order by key for update;
  update task set holds_slots = false where id = any (p_tasks) and holds_slots;
  for v_freed in
    with freed as (
      delete from task_slot where task_id = any (p_tasks) returning key, charge
    )
    update slot s
    set used = s.used - f.charge
    from (select key, sum(charge) as charge, count(*) as tasks from freed group by key) f
    where s.key = f.key
    returning s.key, f.tasks
  loop
    v_unparked := v_unparked + engine.unpark(v_freed.key, v_freed.tasks);
  end loop;
  return v_unparked;
end
$$;
