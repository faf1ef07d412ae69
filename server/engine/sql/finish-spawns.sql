-- Starts the runs of follow-ups and marks them done, in one commit: a list of {spawnId, lease, requests}. Returns those
-- whose lease still held; of the others nothing is written.
create function engine.finish_spawns(p_finished json, p_lease_ms integer) returns bigint[]
language plpgsql
as $$
declare
  v_done bigint[];
  v_requests json;
begin
  with done as (
    update spawn s
    set status = 'done', run_count = json_array_length(f."requests"), error = null, lease = null, next_at = null
    from json_to_recordset(p_finished) f ("spawnId" bigint, "lease" uuid, "requests" json)
    where s.id = f."spawnId" and s.lease = f."lease" and s.status = 'pending'
    returning s.id, f."requests"
  )
  select coalesce(array_agg(d.id), '{}'), (select json_agg(r) from done, json_array_elements(done."requests") r)
  into v_done, v_requests
  from done d;

  if v_requests is not null then
    perform engine.start_runs(v_requests, p_lease_ms);
  end if;
  return v_done;
end
$$;
