-- Cancels a run: what is not settled is canceled, workers that hold its tasks are told. Answers with the status after.
-- Null when there is no such run in the workspace. A finished run stays as it is.
create function engine.cancel_run(p_workspace text, p_run bigint) returns run_status
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  if not exists (select from run where id = p_run and workspace_id = p_workspace) then
    return null;
  end if;
  perform engine.cancel_runs(array[p_run]);
  return (select status from run where id = p_run);
end
$$;
