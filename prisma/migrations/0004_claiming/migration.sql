-- Leases ready tasks to a worker, oldest first. Never waits: what another transaction holds is passed over.
create function claim_tasks(p_worker uuid, p_slots integer, p_lease_ms integer,
                            out claimed bigint[], out started bigint[], out events event_draft[])
language sql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
  with candidate as (
    select t.id
    from task t
    join run r on r.id = t.run_id
    where t.status = 'pending'
      -- Asked once, so that the index ends the search at the first task that waits for its time.
      and t.available_at <= (select clock_timestamp())
    order by t.available_at, t.id
    limit p_slots
    -- The run too, its events are numbered under its row lock; and first, or tasks of a locked run would be locked in vain.
    for update of r, t skip locked
  ),
  claimed as (
    update task t
    set status = 'running',
        attempt = t.attempt + 1,
        lease = gen_random_uuid(),
        worker_id = p_worker,
        lease_expires_at = clock_timestamp() + p_lease_ms * interval '1 millisecond',
        started_at = coalesce(t.started_at, clock_timestamp())
    from candidate
    where t.id = candidate.id
    returning t.id, t.run_id, t.stage_id, t.subtask, t.round, t.attempt
  )
  select coalesce(array_agg(id order by id), '{}'),
         coalesce(array_agg(distinct run_id), '{}'),
         coalesce(array_agg(row(run_id, 'task.running', id, stage_id, subtask, round,
           json_build_object('attempt', attempt, 'worker', p_worker))::event_draft order by id), '{}')
  from claimed
$$;

-- Everything a worker needs to run these tasks: the tasks, and once per run its input and the outputs that the stages read.
create function describe_claims(p_tasks bigint[]) returns json
language sql
stable
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
  with claimed as (
    select t.id, t.run_id, t.stage_id, t.subtask, t.round, t.attempt, t.lease, t.item, t.parent_id, r.version_id, r.workspace_id
    from unnest(p_tasks) p (id)
    join task t on t.id = p.id
    join run r on r.id = t.run_id
  ),
  needed as (
    select distinct c.run_id, reads.stage_id
    from (select distinct run_id, version_id, stage_id from claimed) c
    join stage s on s.version_id = c.version_id and s.stage_id = c.stage_id
    cross join lateral unnest(s.reads) reads (stage_id)
  ),
  output as (
    select n.run_id, t.stage_id, t.status, t.skip_reason, t.output, t.output_hash,
           case when t.subtask_count is not null and t.output is null then (
             select coalesce(json_agg(json_build_object('status', sub.status, 'output', sub.output, 'outputHash', sub.output_hash, 'error', sub.error)
                      order by sub.subtask), '[]')
             from task sub
             where sub.parent_id = t.id
           ) end as subtasks
    from needed n
    join task t on t.run_id = n.run_id and t.stage_id = n.stage_id and t.subtask is null and t.is_latest
    where t.status in ('completed', 'failed', 'skipped', 'canceled')
  )
  select json_build_object(
    'tasks', (
      select coalesce(json_agg(json_build_object(
        'taskId', id, 'runId', run_id, 'stageId', stage_id, 'subtask', subtask, 'round', round,
        'attempt', attempt, 'lease', lease, 'item', item) order by id), '[]')
      from claimed
    ),
    'runs', (
      select coalesce(json_agg(json_build_object(
        'runId', r.id, 'workspaceId', r.workspace_id, 'versionId', r.version_id, 'itemId', r.item_id,
        'input', r.input, 'inputHash', r.input_hash,
        'outputs', (
          select coalesce(json_object_agg(o.stage_id, json_build_object(
            'status', o.status, 'skipReason', o.skip_reason, 'output', o.output, 'outputHash', o.output_hash, 'subtasks', o.subtasks)), '{}')
          from output o
          where o.run_id = r.id
        ))), '[]')
      from run r
      where r.id in (select run_id from claimed)
    )
  )
$$;

-- The one call of a working worker: settle what has finished meanwhile, claim what is ready, in one commit.
create function advance(p_worker uuid, p_slots integer, p_lease_ms integer, p_settlements json) returns json
language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_settlements settlement[];
  v_settled record;
  v_claimed record;
  v_next_in_ms double precision;
begin
  select coalesce(array_agg(s), '{}') into v_settlements from json_populate_recordset(null::settlement, p_settlements) s;
  select * into v_settled from settle_tasks(v_settlements);

  if p_slots > 0 then
    select * into v_claimed from claim_tasks(p_worker, p_slots, p_lease_ms);
  else
    select '{}'::bigint[] as claimed, '{}'::bigint[] as started, '{}'::event_draft[] as events into v_claimed;
  end if;

  if cardinality(v_settled.moved) + cardinality(v_claimed.claimed) > 0 then
    perform record_changes(v_settled.settled, v_settled.events || v_claimed.events, v_settled.reviews, v_claimed.started, '{}');
  end if;

  -- More became ready than this worker took: the others may look.
  if v_settled.ready_count > cardinality(v_claimed.claimed) then
    perform pg_notify('heddle_work', '');
  end if;

  if p_worker is not null then
    update worker
    set idle_slots = case when cardinality(v_claimed.claimed) = 0 then p_slots else 0 end
    where id = p_worker
      and idle_slots <> case when cardinality(v_claimed.claimed) = 0 then p_slots else 0 end;
  end if;

  if p_slots > cardinality(v_claimed.claimed) then
    select extract(epoch from available_at - clock_timestamp()) * 1000 into v_next_in_ms
    from task where status = 'pending' order by available_at, id limit 1;
  end if;

  return json_build_object(
    'moved', v_settled.moved,
    'claimed', case when cardinality(v_claimed.claimed) > 0 then describe_claims(v_claimed.claimed) end,
    'nextInMs', v_next_in_ms);
end
$$;

-- Leases of this worker that it does not know of: handed over by a notification that was lost or too small, or by an
-- answer that never arrived.
create function unknown_leases(p_worker uuid, p_known bigint[]) returns json
language sql
stable
as $$
  select describe_claims(array_agg(id))
  from task
  where lease is not null and worker_id = p_worker and id <> all (p_known)
  having count(*) > 0
$$;
