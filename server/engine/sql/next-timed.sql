-- When the first of those that wait for a time comes in line, and when the first suspended task wakes: at once when one of
-- its calls was called back. Null when none does.
create function engine.next_timed(out ready_at timestamptz, out wake_at timestamptz)
language plpgsql
stable
as $$
begin
  select (select t.available_at from task t where t.status = 'pending' and t.turn is null and t.blocked_key is null order by t.available_at limit 1),
         (select t.wake_at from task t where t.wake_at is not null order by t.wake_at limit 1)
  into ready_at, wake_at;

  -- In the order of their own index: there are few of them, however many tasks.
  if exists (
    select from (select w.task_id from call_wait w where w.is_due order by w.task_id limit 1000) w
    where (select t.status from task t where t.id = w.task_id) = 'suspended'
  ) then
    wake_at := 'epoch';
  end if;
end
$$;
