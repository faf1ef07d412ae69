-- Leases tasks, which the caller has locked with their runs, and describes them for the worker. `p_holders` are those
-- that hold slots now.
create function engine.lease_tasks(p_tasks bigint[], p_holders bigint[], p_worker uuid, p_lease_ms integer, out tasks json[], out events engine.event_draft[])
language plpgsql
as $$
begin
  with leased as (
    update task t
    set status = 'running',
        turn = null,
        blocked_key = null,
        holds_slots = t.holds_slots or t.id = any (p_holders),
        attempt = t.attempt + 1,
        lease = gen_random_uuid(),
        worker_id = p_worker,
        lease_expires_at = clock_timestamp() + p_lease_ms * interval '1 millisecond',
        started_at = coalesce(t.started_at, clock_timestamp())
    from run r
    where t.id = any (p_tasks) and r.id = t.run_id
    returning t.id, t.run_id, t.stage_id, t.subtask, t.round, t.attempt, t.lease, t.item, t.acts, t.suspension, t.feedback, r.epoch
  )
  select array_agg(json_build_object(
           'taskId', id, 'runId', run_id, 'stageId', stage_id, 'subtask', subtask, 'round', round,
           'epoch', epoch, 'attempt', attempt, 'lease', lease, 'item', item, 'suspension', suspension, 'feedback', feedback) order by id),
         array_agg(row(run_id, 'task.running', id, stage_id, subtask, round,
           json_build_object('attempt', attempt, 'worker', p_worker), 0, 0, 0, true, acts)::engine.event_draft order by id)
  into tasks, events
  from leased;
end
$$;
