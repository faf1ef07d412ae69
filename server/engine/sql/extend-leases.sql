-- Extends the leases that a worker still holds and shows that it is alive. Returns the tasks that are still its own.
-- Rows that a settlement or a cancel holds right now are passed over: waiting for them could deadlock.
create function engine.extend_leases(p_worker uuid, p_tasks bigint[], p_lease_ms integer) returns setof bigint
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  update worker set seen_at = clock_timestamp() where id = p_worker;
  with held as (
    select id from task
    where id = any (p_tasks) and worker_id = p_worker and status = 'running'
    order by id
    for update skip locked
  )
  update task
  set lease_expires_at = clock_timestamp() + p_lease_ms * interval '1 millisecond'
  from held
  where task.id = held.id;
  return query select id from task where id = any (p_tasks) and worker_id = p_worker and status = 'running';
end
$$;
