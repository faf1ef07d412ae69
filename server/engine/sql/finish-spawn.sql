-- Starts the runs of a follow-up and marks it done, in one commit. False, and nothing written, when the lease was lost.
create function engine.finish_spawn(p_spawn bigint, p_lease uuid, p_requests json, p_lease_ms integer) returns boolean
language plpgsql
as $$
declare
  v_count integer := json_array_length(p_requests);
begin
  update spawn
  set status = 'done', run_count = v_count, error = null, lease = null, next_at = null
  where id = p_spawn and lease = p_lease and status = 'pending';
  if not found then
    return false;
  end if;
  if v_count > 0 then
    perform engine.start_runs(p_requests, p_lease_ms);
  end if;
  return true;
end
$$;
