-- Makes runs with their tasks, all or none; a key that was used before makes nothing, nor does a request without an id. Returns the runs made, in no order,
-- and how many of their first stages are ready, or wait for the time at which their run starts.
create function engine.insert_runs(p_requests engine.start_request[], p_ids bigint[],
                                   out started bigint[], out ready_count bigint, out delayed_count bigint)
language plpgsql
as $$
declare
  v_now timestamptz := date_trunc('milliseconds', clock_timestamp());
  v_heads jsonb;
begin
  v_heads := engine.heads_of_line(array(
    select row(q.priority + s.priority, s.worker_tag)::engine.line
    from (select distinct r.version_id, coalesce(r.priority, 0) as priority from unnest(p_requests) r) q
    join stage s on s.version_id = q.version_id and s.dependency_count = 0));

  with request as (
    select r.*, p_ids[r.ordinality] as new_id
    from unnest(p_requests) with ordinality r
    where p_ids[r.ordinality] is not null
  ),
  inserted as (
    insert into run (id, workspace_id, workflow_id, version_id, item_id, input, input_hash, input_size, started_by,
                     idempotency_key, request_hash, last_seq, task_count, open_count, acts,
                     batch_id, origin_run_id, origin_task_id, is_awaited, start_at, priority, metadata)
    select q.new_id, q.workspace_id, q.workflow_id, q.version_id, q.item_id, q.input, q.input_hash, q.input_size, q.started_by,
           q.idempotency_key, q.request_hash, 1, c.stage_count, c.stage_count, coalesce(cardinality(v.actions) > 0 or v.spawn_count > 0, false),
           q.batch_id, q.origin_run_id, q.origin_task_id, coalesce(q.is_awaited, false), q.start_at, coalesce(q.priority, 0), q.metadata
    from request q
    left join version v on v.id = q.version_id
    cross join lateral (select count(*) as stage_count from stage s where s.version_id = q.version_id) c
    -- In the order of their keys: two batches with the same keys wait for each other in one direction only.
    order by q.workspace_id, q.idempotency_key, q.ordinality
    on conflict (workspace_id, idempotency_key) do nothing
    returning id, version_id, start_at, priority
  ),
  tasks as (
    insert into task (run_id, stage_id, status, wait_finished, available_at, priority, worker_tag, turn, allow_failure, acts)
    select i.id, s.stage_id, (case when s.dependency_count = 0 then 'pending' else 'waiting' end)::task_status,
           s.dependency_count, case when s.dependency_count = 0 then greatest(i.start_at, v_now) end,
           i.priority + s.priority, s.worker_tag,
           case when s.dependency_count = 0 and (i.start_at is null or i.start_at <= v_now) then engine.turn_at(v_heads, i.priority + s.priority, s.worker_tag) end,
           s.allow_failure,
           cardinality(s.actions) > 0 or s.spawn_count > 0 or s.kind = 'external'
    from inserted i
    join stage s on s.version_id = i.version_id
    order by i.id, s.ordinal
    returning status, turn
  ),
  logged as (
    insert into event (run_id, seq, at, type, data)
    select i.id, 1, v_now, 'run.status', '{"status":"queued"}'
    from inserted i
  )
  select coalesce(array_agg(id), '{}'),
         (select count(*) from tasks where turn is not null),
         (select count(*) from tasks where status = 'pending' and turn is null)
  into started, ready_count, delayed_count
  from inserted;
end
$$;
