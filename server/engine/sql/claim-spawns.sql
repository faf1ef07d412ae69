-- Hands due follow-ups to a worker for a while; one whose worker was lost is due again. Never waits. What has been tried too
-- often is given up. Answers with what is needed to evaluate them.
create function engine.claim_spawns(p_limit integer, p_lease_ms integer, p_max_attempts integer) returns json
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_claimed json;
begin
  with due as (
    select id from spawn
    where status = 'pending' and next_at <= (select clock_timestamp())
    order by next_at, id
    limit p_limit
    for update skip locked
  ),
  claimed as (
    update spawn s
    set attempts = s.attempts + 1,
        status = case when s.attempts >= p_max_attempts then 'failed' else 'pending' end,
        error = case when s.attempts >= p_max_attempts then coalesce(s.error, json_build_object('code', 'worker_lost',
                       'message', format('The worker was lost %s times while it started these runs', s.attempts))) end,
        lease = case when s.attempts < p_max_attempts then gen_random_uuid() end,
        next_at = case when s.attempts < p_max_attempts then clock_timestamp() + p_lease_ms * interval '1 millisecond' end
    from due
    where s.id = due.id
    returning s.*
  )
  select json_agg(json_build_object(
           'spawnId', c.id, 'lease', c.lease, 'attempt', c.attempts, 'workspaceId', c.workspace_id, 'versionId', r.version_id,
           'runId', c.run_id, 'taskId', c.task_id, 'stageId', c.stage_id, 'place', c.spawn, 'createdAt', c.created_at,
           'itemId', r.item_id, 'input', r.input, 'inputHash', r.input_hash, 'metadata', r.metadata,
           'generation', engine.generation_of(c.run_id)) order by c.id)
  into v_claimed
  from claimed c
  join run r on r.id = c.run_id
  where c.status = 'pending';
  return coalesce(v_claimed, '[]');
end
$$;
