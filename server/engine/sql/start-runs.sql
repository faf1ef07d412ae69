-- Starts runs, all or none. Answers in the order asked: the run's id, and whether it is new. A key that was used
-- before answers with its first run, and so does a run that is there already by a dedupe rule. An idle worker is handed what it can take in the notification itself.
create function engine.start_runs(p_requests json, p_lease_ms integer) returns table (run_id bigint, is_new boolean, request_hash text, deduped boolean)
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
  v_instead bigint[];
  v_worker record;
  v_claimed record;
  v_payload text;
begin
  select coalesce(array_agg(r), '{}'), coalesce(array_agg(nextval('run_id_seq')), '{}')
  into v_requests, v_ids
  from json_populate_recordset(null::engine.start_request, p_requests) r;

  if exists (select from unnest(v_requests) r where r.dedupe is not null) then
    v_instead := engine.runs_instead(v_requests, v_ids);
    v_ids := array(select case when v_instead[i] is null then v_ids[i] end from generate_subscripts(v_ids, 1) i order by i);
  end if;
  v_inserted := engine.insert_runs(v_requests, v_ids);
  if v_instead is not null then
    insert into run_key (key, run_id)
    select distinct d ->> 'key', v_ids[r.ordinality]
    from unnest(v_requests) with ordinality r
    cross join lateral json_array_elements(r.dedupe) d
    where exists (select from run where id = v_ids[r.ordinality]);
  end if;
  v_runs := v_inserted.started;
  v_roots := v_inserted.ready_count;

  if cardinality(v_runs) > 0 then
    for v_worker in
      select id, idle_slots, tags from worker
      where idle_slots > 0 and seen_at > now() - p_lease_ms * interval '1 millisecond'
      order by idle_slots desc
      limit 4
      for update skip locked
    loop
      exit when v_handed >= v_roots;
      select * into v_claimed from engine.claim_tasks(v_worker.id, v_worker.tags, v_worker.idle_slots, p_lease_ms, false, true);
      continue when cardinality(v_claimed.claimed) = 0;
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
    return query select i.id, true, i.request_hash, false from unnest(v_ids, array(select r.request_hash from unnest(v_requests) r)) i (id, request_hash);
    return;
  end if;
  -- A statement of its own: it sees the run of a key that another transaction committed while the insert waited for it.
  return query
    select coalesce(mine.id, v_instead[r.ordinality], earlier.id), mine.id is not null,
           case when mine.id is null and v_instead[r.ordinality] is null then earlier.request_hash else r.request_hash end,
           mine.id is null and v_instead[r.ordinality] is not null
    from unnest(v_requests) with ordinality r
    left join run mine on mine.id = v_ids[r.ordinality]
    left join run earlier on mine.id is null and earlier.workspace_id = r.workspace_id and earlier.idempotency_key = r.idempotency_key
    order by r.ordinality;
end
$$;
