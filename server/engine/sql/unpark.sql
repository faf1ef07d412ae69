-- Brings tasks that wait for a slot back in line, those of the highest priority first, then the oldest. Returns how many.
-- Under the slot's row lock. Never waits: who holds a parked task ends or moves it.
create function engine.unpark(p_key text, p_count bigint) returns bigint
language plpgsql
as $$
declare
  v_count bigint;
begin
  with waiting as (
    select id from task where blocked_key = p_key order by priority desc, id limit p_count for update skip locked
  ),
  released as (
    update task t
    set blocked_key = null, turn = engine.head_of_line(t.priority, t.worker_tag)
    from waiting
    where t.id = waiting.id
    returning t.id
  )
  select count(*) into v_count from released;
  return v_count;
end
$$;
