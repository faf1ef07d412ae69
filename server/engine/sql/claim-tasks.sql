-- Leases ready tasks to a worker, in the order of the line. Never waits: what another transaction holds is passed over.
create function engine.claim_tasks(p_worker uuid, p_slots integer, p_lease_ms integer, out claimed bigint[], out tasks json, out events engine.event_draft[])
language plpgsql
as $$
begin
  -- What has waited for its time comes in line.
  with due as (
    select id from task
    where status = 'pending' and turn is null and blocked_key is null and available_at <= (select clock_timestamp())
    order by available_at
    limit p_slots
    for update skip locked
  )
  update task set turn = 0 from due where task.id = due.id;

  with candidate as (
    select t.id, r.epoch
    from task t
    join run r on r.id = t.run_id
    where t.turn is not null and not r.is_paused
    order by t.priority desc, t.turn, t.id
    limit p_slots
    -- The run too, its events are numbered under its row lock; and first, or tasks of a locked run would be locked in vain.
    for update of r, t skip locked
  ),
  taken as (
    update task t
    set status = 'running',
        turn = null,
        attempt = t.attempt + 1,
        lease = gen_random_uuid(),
        worker_id = p_worker,
        lease_expires_at = clock_timestamp() + p_lease_ms * interval '1 millisecond',
        started_at = coalesce(t.started_at, clock_timestamp())
    from candidate
    where t.id = candidate.id
    returning t.id, t.run_id, t.stage_id, t.subtask, t.round, t.attempt, t.lease, t.item, t.acts, t.suspension, candidate.epoch
  )
  select coalesce(array_agg(id order by id), '{}'),
         json_agg(json_build_object(
           'taskId', id, 'runId', run_id, 'stageId', stage_id, 'subtask', subtask, 'round', round,
           'epoch', epoch, 'attempt', attempt, 'lease', lease, 'item', item, 'suspension', suspension) order by id),
         coalesce(array_agg(row(run_id, 'task.running', id, stage_id, subtask, round,
           json_build_object('attempt', attempt, 'worker', p_worker), 0, 0, 0, true, acts)::engine.event_draft order by id), '{}')
  into claimed, tasks, events
  from taken;
end
$$;
