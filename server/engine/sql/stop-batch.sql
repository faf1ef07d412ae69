-- Stops a batch: every run of it that has not ended is canceled. Repeated, it changes nothing. Answers with how many runs
-- it canceled; null when there is no such batch in the workspace.
create function engine.stop_batch(p_workspace text, p_batch bigint) returns bigint
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_canceled bigint;
begin
  if not exists (select from batch where id = p_batch and workspace_id = p_workspace) then
    return null;
  end if;
  v_canceled := engine.cancel_runs(array(
    select id from run where batch_id = p_batch and status in ('queued', 'running', 'awaiting_review', 'paused')));
  update batch set stopped_at = coalesce(stopped_at, date_trunc('milliseconds', clock_timestamp()))
  where id = p_batch and (stopped_at is null and finished_at is null or v_canceled > 0);
  return v_canceled;
end
$$;
