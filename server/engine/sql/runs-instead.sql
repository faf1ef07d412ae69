-- For each request the run that is there already by its dedupe rules, or one that an earlier request of the same call
-- starts; null where it may start. Who asks at the same time for the same waits until this transaction has committed:
-- the keys are locked in order, before anything else is.
create function engine.runs_instead(p_requests engine.start_request[], p_ids bigint[]) returns bigint[]
language plpgsql
as $$
declare
  v_instead bigint[] := array_fill(null::bigint, array[cardinality(p_requests)]);
  v_started jsonb := '{}';
  v_request record;
  v_run bigint;
begin
  perform pg_advisory_xact_lock(l.hash)
  from (
    select distinct hashtextextended(d ->> 'key', 1) as hash
    from unnest(p_requests) r
    cross join lateral json_array_elements(r.dedupe) d
    order by 1
  ) l;

  for v_request in
    select r.ordinality as place, r.workspace_id, r.idempotency_key, r.request_hash, r.dedupe
    from unnest(p_requests) with ordinality r
    -- A run that another waits for is always its own.
    where r.dedupe is not null and r.is_awaited is not true
    order by r.ordinality
  loop
    -- What a key has started before is the answer to it, whatever the rules say now.
    continue when exists (
      select from run where workspace_id = v_request.workspace_id and idempotency_key = v_request.idempotency_key);

    select max(k.run_id) into v_run
    from run_key k
    where k.key = engine.answered_key(v_request.workspace_id, v_request.idempotency_key);
    if v_run is null then
      select coalesce(max(k.run_id), max((v_started ->> (d ->> 'key'))::bigint) filter (where (d -> 'statuses')::jsonb ? 'queued'))
      into v_run
      from json_array_elements(v_request.dedupe) d
      left join lateral (
        select k.run_id
        from run_key k
        join run r on r.id = k.run_id
        where k.key = d ->> 'key' and (d -> 'statuses')::jsonb ? r.status::text
      ) k on true;
      if v_run is not null and v_request.idempotency_key is not null and v_run <> all (p_ids) then
        insert into run_key (key, run_id, request_hash)
        values (engine.answered_key(v_request.workspace_id, v_request.idempotency_key), v_run, v_request.request_hash);
      end if;
    end if;

    if v_run is null then
      v_started := (
        select jsonb_object_agg(d ->> 'key', p_ids[v_request.place]) from json_array_elements(v_request.dedupe) d
      ) || v_started;
    end if;
    v_instead[v_request.place] := v_run;
  end loop;
  return v_instead;
end
$$;

-- The key under which an idempotency key is kept that was answered with a run that another had started.
create function engine.answered_key(p_workspace text, p_idempotency_key text) returns text
language sql
immutable
return p_workspace || ':' || p_idempotency_key;
