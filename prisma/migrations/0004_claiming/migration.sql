-- Leases ready tasks to a worker, oldest first. Never waits: what another transaction holds is passed over.
create function claim_tasks(p_worker uuid, p_slots integer, p_lease_ms integer, out claimed bigint[], out tasks json, out events event_draft[])
language plpgsql
as $$
begin
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
  taken as (
    update task t
    set status = 'running',
        attempt = t.attempt + 1,
        lease = gen_random_uuid(),
        worker_id = p_worker,
        lease_expires_at = clock_timestamp() + p_lease_ms * interval '1 millisecond',
        started_at = coalesce(t.started_at, clock_timestamp())
    from candidate
    where t.id = candidate.id
    returning t.id, t.run_id, t.stage_id, t.subtask, t.round, t.attempt, t.lease, t.item
  )
  select coalesce(array_agg(id order by id), '{}'),
         json_agg(json_build_object(
           'taskId', id, 'runId', run_id, 'stageId', stage_id, 'subtask', subtask, 'round', round,
           'attempt', attempt, 'lease', lease, 'item', item) order by id),
         coalesce(array_agg(row(run_id, 'task.running', id, stage_id, subtask, round,
           json_build_object('attempt', attempt, 'worker', p_worker), 0, 0, 0, true)::event_draft order by id), '{}')
  into claimed, tasks, events
  from taken;
end
$$;

-- What tasks need beside themselves, once per run: its input, and the outputs that they read.
create function contexts_of(p_tasks bigint[], p_known bigint[]) returns json
language plpgsql
stable
as $$
begin
  return (
    select coalesce(json_agg(json_build_object(
      'runId', r.id, 'workspaceId', r.workspace_id, 'versionId', r.version_id, 'itemId', r.item_id,
      'input', r.input, 'inputHash', r.input_hash, 'outputs', coalesce(outputs_of(r.id, c.reads), '{}'))), '[]')
    from (
      select t.run_id, array_agg(distinct read.stage_id) filter (where read.stage_id is not null) as reads
      from task t
      join run r on r.id = t.run_id
      join stage s on s.version_id = r.version_id and s.stage_id = t.stage_id
      left join lateral unnest(case when t.subtask is null then s.reads else s.subtask_reads end) read (stage_id) on true
      where t.id = any (p_tasks) and t.run_id <> all (p_known)
      group by t.run_id
    ) c
    join run r on r.id = c.run_id
  );
end
$$;

-- The same for tasks that were leased by somebody else, and those tasks themselves.
create function describe_claims(p_tasks bigint[]) returns json
language plpgsql
stable
as $$
begin
  return json_build_object(
    'tasks', (
      select json_agg(json_build_object(
        'taskId', t.id, 'runId', t.run_id, 'stageId', t.stage_id, 'subtask', t.subtask, 'round', t.round,
        'attempt', t.attempt, 'lease', t.lease, 'item', t.item) order by t.id)
      from task t
      where t.id = any (p_tasks)
    ),
    'runs', contexts_of(p_tasks, '{}'));
end
$$;

-- The outputs of stages that have ended, by stage; that of a fan-out is put together from its subtasks, up to 64 MiB
-- as they are stored.
create function outputs_of(p_run bigint, p_stages text[]) returns json
language plpgsql
stable
as $$
begin
  if p_stages is null then
    return null;
  end if;
  return (
    select json_object_agg(t.stage_id, json_build_object(
      'status', t.status, 'skipReason', t.skip_reason, 'output', t.output, 'outputHash', t.output_hash,
      'isTooLarge', coalesce(fan.bytes > 64 * 1024 * 1024, false),
      'subtasks', case when fan.bytes <= 64 * 1024 * 1024 then (
        select coalesce(json_agg(json_build_object('status', sub.status, 'output', sub.output, 'outputHash', sub.output_hash, 'error', sub.error)
                 order by sub.subtask), '[]')
        from task sub
        where sub.run_id = t.run_id and sub.stage_id = t.stage_id and sub.parent_id = t.id
      ) end))
    from unnest(p_stages) s (stage_id)
    join task t on t.run_id = p_run and t.stage_id = s.stage_id and t.subtask is null and t.is_latest
    left join lateral (
      select coalesce(sum(pg_column_size(sub.output)), 0) as bytes
      from task sub
      where sub.run_id = t.run_id and sub.stage_id = t.stage_id and sub.parent_id = t.id
    ) fan on t.subtask_count is not null
    where t.status in ('completed', 'failed', 'skipped', 'canceled')
  );
end
$$;

-- The one call of a working worker: settle what has finished meanwhile, claim what is ready, in one commit.
-- `p_was_idle` says whether this worker may be marked as idle; the mark is written only when it changes. `p_known` are
-- the runs whose context it has at hand.
create function advance(p_worker uuid, p_was_idle boolean, p_slots integer, p_lease_ms integer, p_settlements json, p_known bigint[]) returns json
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_moved bigint[] := '{}';
  v_ready bigint := 0;
  v_claimed bigint[] := '{}';
  v_events event_draft[] := '{}';
  v_settlements settlement[];
  v_settled record;
  v_taken record;
  v_claims json;
  v_next_in_ms double precision;
begin
  if json_array_length(p_settlements) > 0 then
    select array_agg(s) into v_settlements from json_populate_recordset(null::settlement, p_settlements) s;
    v_settled := settle_tasks(v_settlements);
    v_moved := v_settled.moved;
    v_ready := v_settled.ready_count;
    v_events := v_settled.events;
  end if;

  if p_slots > 0 then
    v_taken := claim_tasks(p_worker, p_slots, p_lease_ms);
    v_claimed := v_taken.claimed;
    v_events := v_events || v_taken.events;
    if cardinality(v_claimed) > 0 then
      v_claims := json_build_object('tasks', v_taken.tasks, 'runs', contexts_of(v_claimed, p_known));
    end if;
  end if;

  if cardinality(v_events) > 0 then
    perform record_changes(v_events);
  end if;

  -- More became ready than this worker took: the others may look.
  if v_ready > cardinality(v_claimed) then
    perform pg_notify('heddle_work', '');
  end if;

  if p_worker is not null and (p_was_idle or cardinality(v_claimed) = 0) then
    update worker
    set idle_slots = case when cardinality(v_claimed) = 0 then p_slots else 0 end
    where id = p_worker
      and idle_slots <> case when cardinality(v_claimed) = 0 then p_slots else 0 end;
  end if;

  if p_slots > cardinality(v_claimed) then
    select extract(epoch from available_at - clock_timestamp()) * 1000 into v_next_in_ms
    from task where status = 'pending' order by available_at, id limit 1;
  end if;

  return json_build_object(
    'moved', v_moved,
    'claimed', v_claims,
    'nextInMs', v_next_in_ms);
end
$$;

-- Leases of this worker that it does not know of: handed over by a notification that was lost or too small, or by an
-- answer that never arrived.
create function unknown_leases(p_worker uuid, p_known bigint[]) returns json
language plpgsql
stable
as $$
declare
  v_tasks bigint[] := array(select id from task where lease is not null and worker_id = p_worker and id <> all (p_known));
begin
  return case when cardinality(v_tasks) > 0 then describe_claims(v_tasks) end;
end
$$;
