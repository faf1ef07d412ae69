-- Starts runs, all or none. Answers in the order asked: the run's id, and whether it is new. A key that was used
-- before answers with its first run. An idle worker is handed what it can take in the notification itself.
create function engine.start_runs(p_requests json, p_lease_ms integer) returns table (run_id bigint, is_new boolean, request_hash text)
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
  v_now timestamptz := date_trunc('milliseconds', clock_timestamp());
  v_requests engine.start_request[];
  v_ids bigint[];
  v_runs bigint[];
  v_handed bigint := 0;
  v_roots bigint;
  v_worker record;
  v_claimed record;
  v_payload text;
begin
  select coalesce(array_agg(r), '{}'), coalesce(array_agg(nextval('run_id_seq')), '{}')
  into v_requests, v_ids
  from json_populate_recordset(null::engine.start_request, p_requests) r;

  with request as (
    select r.*, v_ids[r.ordinality] as new_id
    from unnest(v_requests) with ordinality r
  ),
  inserted as (
    insert into run (id, workspace_id, workflow_id, version_id, item_id, input, input_hash, input_size, started_by,
                     idempotency_key, request_hash, last_seq, task_count, open_count)
    select q.new_id, q.workspace_id, q.workflow_id, q.version_id, q.item_id, q.input, q.input_hash, q.input_size, q.started_by,
           q.idempotency_key, q.request_hash, 1, c.stage_count, c.stage_count
    from request q
    cross join lateral (select count(*) as stage_count from stage s where s.version_id = q.version_id) c
    -- In the order of their keys: two batches with the same keys wait for each other in one direction only.
    order by q.workspace_id, q.idempotency_key, q.ordinality
    on conflict (workspace_id, idempotency_key) do nothing
    returning id, version_id
  ),
  tasks as (
    insert into task (run_id, stage_id, status, wait_finished, available_at, turn, allow_failure)
    select i.id, s.stage_id, (case when s.dependency_count = 0 then 'pending' else 'waiting' end)::task_status,
           s.dependency_count, case when s.dependency_count = 0 then v_now end,
           case when s.dependency_count = 0 then 0 end, s.allow_failure
    from inserted i
    join stage s on s.version_id = i.version_id
    order by i.id, s.ordinal
    returning status
  ),
  logged as (
    insert into event (run_id, seq, at, type, data)
    select i.id, 1, v_now, 'run.status', '{"status":"queued"}'
    from inserted i
  )
  select coalesce(array_agg(id), '{}'), (select count(*) from tasks where status = 'pending') into v_runs, v_roots from inserted;

  if cardinality(v_runs) > 0 then
    for v_worker in
      select id, idle_slots from worker
      where idle_slots > 0 and seen_at > now() - p_lease_ms * interval '1 millisecond'
      order by idle_slots desc
      limit 4
      for update skip locked
    loop
      exit when v_handed >= v_roots;
      select * into v_claimed from engine.claim_tasks(v_worker.id, v_worker.idle_slots, p_lease_ms);
      exit when cardinality(v_claimed.claimed) = 0;
      update worker set idle_slots = 0 where id = v_worker.id;
      perform engine.record_changes(v_claimed.events);
      v_payload := engine.describe_claims(v_claimed.claimed)::text;
      -- A payload too large for NOTIFY is fetched by the worker: it finds leases that it does not know.
      perform pg_notify('heddle_work', 'w:' || v_worker.id || ':' || case when octet_length(v_payload) < 7900 then v_payload else '' end);
      v_handed := v_handed + cardinality(v_claimed.claimed);
    end loop;

    if v_handed < v_roots then
      perform pg_notify('heddle_work', '');
    end if;
  end if;

  if cardinality(v_runs) = cardinality(v_ids) then
    return query select i.id, true, i.request_hash from unnest(v_ids, array(select r.request_hash from unnest(v_requests) r)) i (id, request_hash);
    return;
  end if;
  -- A statement of its own: it sees the run of a key that another transaction committed while the insert waited for it.
  return query
    select coalesce(mine.id, earlier.id), mine.id is not null, coalesce(mine.request_hash, earlier.request_hash)
    from unnest(v_requests) with ordinality r
    left join run mine on mine.id = v_ids[r.ordinality]
    left join run earlier on mine.id is null and earlier.workspace_id = r.workspace_id and earlier.idempotency_key = r.idempotency_key
    order by r.ordinality;
end
$$;
