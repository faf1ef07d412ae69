-- Keeps the outputs of tasks that completed where their stage's policy says so, and tells those who wait for them: also of
-- what failed, for one of them does the work now. What a reviewer has edited is not kept: of the same input the stage would
-- make something else. Returns how many were told.
create function engine.store_outputs(p_moved engine.moved_task[], p_now timestamptz) returns bigint
language plpgsql
as $$
declare
  v_keys text[] := array(select m.cache_key from unnest(p_moved) m where m.cache_key is not null);
  v_told bigint;
begin
  perform engine.lock_cache_keys(v_keys);
  insert into cache_entry (key, workspace_id, workflow_id, stage_id, input_digest, root_run_id, run_id, task_id,
                           size, created_at, expires_at)
  select distinct on (t.cache_key) t.cache_key, r.workspace_id, r.workflow_id, t.stage_id, t.input_digest,
         case when g.cache_scope = 'run_only' then coalesce(r.root_run_id, r.id) end, t.run_id, t.id,
         coalesce(pg_column_size(t.output), 0) + a.bytes,
         p_now, p_now + g.cache_ttl_ms * interval '1 millisecond'
  from unnest(p_moved) m
  join task t on t.id = m.task_id
  join run r on r.id = t.run_id
  join stage g on g.version_id = r.version_id and g.stage_id = t.stage_id
  cross join lateral (select least(coalesce(sum(size), 0), 1e9)::int as bytes from artifact where run_id = t.run_id and task_id = t.id) a
  where m.cache_key is not null and m.status = 'completed' and t.subtask_count is null
    and (m.settlement).decision -> 'isEdited' is null
  order by t.cache_key, t.id desc
  on conflict (key) do update
  set run_id = excluded.run_id, task_id = excluded.task_id, size = excluded.size, created_at = excluded.created_at, expires_at = excluded.expires_at;

  -- What is locked wakes by itself a little later.
  with waiting as (
    select id from task
    where cache_key = any (v_keys) and status = 'suspended' and suspension ->> 'for' = 'cache'
    for update skip locked
  ),
  told as (
    update task t set wake_at = p_now from waiting where t.id = waiting.id returning t.id
  )
  select count(*) into v_told from told;
  return v_told;
end
$$;
