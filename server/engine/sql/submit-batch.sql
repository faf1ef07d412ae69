-- Makes a batch and starts its runs, all or none; every request names the batch. A key that was used before makes
-- nothing and answers with its first batch.
create function engine.submit_batch(p_batch json, p_requests json, p_lease_ms integer,
                                    out batch_id bigint, out is_new boolean, out request_hash text)
language plpgsql
as $$
declare
  v_count bigint;
begin
  insert into batch (id, workspace_id, workflow_id, title, metadata, on_complete, created_by, idempotency_key, request_hash)
  select b.id, b.workspace_id, b.workflow_id, b.title, b.metadata, b.on_complete, b.created_by, b.idempotency_key, b.request_hash
  from json_populate_record(null::batch, p_batch) b
  on conflict (workspace_id, idempotency_key) do nothing
  returning id, true, batch.request_hash into batch_id, is_new, request_hash;

  if batch_id is null then
    select b.id, false, b.request_hash into batch_id, is_new, request_hash
    from batch b
    where b.workspace_id = p_batch ->> 'workspace_id' and b.idempotency_key = p_batch ->> 'idempotency_key';
    return;
  end if;

  select count(*) filter (where s.is_new) into v_count from engine.start_runs(p_requests, p_lease_ms) s;
  update batch
  set run_count = v_count, open_count = v_count, finished_at = case when v_count = 0 then created_at end
  where id = batch_id;
end
$$;
