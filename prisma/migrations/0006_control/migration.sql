-- Cancels a run: what is not settled is canceled, workers that hold its tasks are told. Answers with the status after.
-- Null when there is no such run in the workspace. A finished run stays as it is.
create function cancel_run(p_workspace text, p_run bigint) returns run_status
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_status run_status;
  v_events event_draft[];
begin
  select status into v_status from run where id = p_run and workspace_id = p_workspace for update;
  if v_status is null or v_status in ('completed', 'failed', 'canceled') then
    return v_status;
  end if;

  update run set is_canceled = true where id = p_run;
  with ended as (
    update task
    set status = 'canceled', lease = null, worker_id = null, lease_expires_at = null, finished_at = v_now
    where run_id = p_run and status not in ('completed', 'failed', 'skipped', 'canceled')
    returning id, run_id, stage_id, subtask, round, parent_id, status, started_at
  ),
  closed as (
    update review set status = 'canceled' where run_id = p_run and status = 'open' returning task_id
  )
  select coalesce(array_agg(row(e.run_id, 'task.settled', e.id, e.stage_id, e.subtask, e.round, json_strip_nulls(json_build_object(
           'status', e.status, 'durationMs', round(extract(epoch from v_now - e.started_at) * 1000))),
           (e.parent_id is null)::int, 0, -(c.task_id is not null)::int, false)::event_draft order by e.id), '{}')
  into v_events
  from ended e
  left join closed c on c.task_id = e.id;

  perform record_changes(v_events);
  perform pg_notify('heddle_work', 'c:' || p_run);
  return (select status from run where id = p_run);
end
$$;

-- Closes an open review by a decision that binds to what was seen, and settles its task in the same commit.
-- Answers with "decided", "already" (same idempotency key), or why it was refused: "unknown", "closed", "changed".
create function decide_review(p_workspace text, p_review bigint, p_decision json, p_settlement json) returns text
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_review review;
  v_run bigint;
  v_settled record;
begin
  select run_id into v_run from review where id = p_review and workspace_id = p_workspace;
  if v_run is null then
    return 'unknown';
  end if;
  perform from run where id = v_run for update;
  select * into v_review from review where id = p_review for update;

  if v_review.status = 'decided' and v_review.idempotency_key = p_decision ->> 'idempotencyKey' then
    return 'already';
  end if;
  if v_review.status <> 'open' then
    return 'closed';
  end if;
  if v_review.task_id <> (p_decision ->> 'taskId')::bigint
     or v_review.attempt <> (p_decision ->> 'attempt')::int
     or v_review.content_hash <> p_decision ->> 'contentHash' then
    return 'changed';
  end if;

  update review
  set status = 'decided',
      decision = p_decision ->> 'decision',
      comment = p_decision ->> 'comment',
      form_data = p_decision -> 'form',
      decided_by = p_decision ->> 'by',
      decided_at = (p_decision ->> 'at')::timestamptz,
      idempotency_key = p_decision ->> 'idempotencyKey'
  where id = p_review;

  select * into v_settled
  from settle_tasks(array(select s from json_populate_recordset(null::settlement, json_build_array(p_settlement)) s));
  perform record_changes(v_settled.events);
  if v_settled.ready_count > 0 then
    perform pg_notify('heddle_work', '');
  end if;
  return 'decided';
end
$$;

-- Extends the leases that a worker still holds and shows that it is alive. Returns the tasks that are still its own.
-- Rows that a settlement or a cancel holds right now are passed over: waiting for them could deadlock.
create function extend_leases(p_worker uuid, p_tasks bigint[], p_lease_ms integer) returns setof bigint
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
begin
  update worker set seen_at = clock_timestamp() where id = p_worker;
  with held as (
    select id from task
    where id = any (p_tasks) and worker_id = p_worker and status = 'running'
    order by id
    for update skip locked
  )
  update task
  set lease_expires_at = clock_timestamp() + p_lease_ms * interval '1 millisecond'
  from held
  where task.id = held.id;
  return query select id from task where id = any (p_tasks) and worker_id = p_worker and status = 'running';
end
$$;

-- Appends lines to the log of a running task. Nothing is written when the lease is lost.
create function append_log(p_lines json) returns void
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_events event_draft[];
begin
  perform from run where id in (select (l ->> 'runId')::bigint from json_array_elements(p_lines) l) order by id for update;
  select coalesce(array_agg(row(t.run_id, 'task.log', t.id, t.stage_id, t.subtask, t.round,
           json_build_object('attempt', t.attempt, 'lines', l.value -> 'lines'), 0, 0, 0, false)::event_draft order by l.ordinality), '{}')
  into v_events
  from json_array_elements(p_lines) with ordinality l
  join task t on t.id = (l.value ->> 'taskId')::bigint and t.lease = (l.value ->> 'lease')::uuid;
  if cardinality(v_events) > 0 then
    perform record_changes(v_events);
  end if;
end
$$;
