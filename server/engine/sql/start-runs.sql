-- Starts runs, all or none. Answers in the order asked: the run's id, and whether it is new. A key that was used
-- before answers with its first run. An idle worker is handed what it can take in the notification itself.
create function engine.start_runs(p_requests json, p_lease_ms integer) returns table (run_id bigint, is_new boolean, request_hash text)
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
  v_requests engine.start_request[];
  v_ids bigint[];
  v_runs bigint[];
  v_handed bigint := 0;
  v_roots bigint;
  v_inserted record;
  v_worker record;
  v_claimed record;
  v_payload text;
begin
  select coalesce(array_agg(r), '{}'), coalesce(array_agg(nextval('run_id_seq')), '{}')
  into v_requests, v_ids
  from json_populate_recordset(null::engine.start_request, p_requests) r;

  v_inserted := engine.insert_runs(v_requests, v_ids);
  v_runs := v_inserted.started;
  v_roots := v_inserted.ready_count;

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

    -- Also for what starts later: an idle worker plans its next look by it.
    if v_handed < v_roots + v_inserted.delayed_count then
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
