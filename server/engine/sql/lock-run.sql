-- Locks one run for a change by hand, and tells how it stands; null when the workspace has no such run.
create function engine.lock_run(p_workspace text, p_run bigint) returns run_status
language plpgsql
as $$
begin
  perform engine.lock_runs(array(select id from run where id = p_run and workspace_id = p_workspace));
  return (select status from run where id = p_run and workspace_id = p_workspace);
end
$$;
