-- One settlement: what the worker, or a person, decided about one task. Decided in core/settle.ts, guarded here.
create type settlement as (
  task_id bigint,
  run_id bigint,
  lease uuid,                -- null when the task is not leased (a decision on a review)
  to_status text,            -- a task status, or "fanned_out"
  input json,
  input_hash text,
  output json,
  output_hash text,
  error json,
  skip_reason text,
  delay_ms double precision, -- pending: when the next attempt may start
  hand_back boolean,         -- pending: the attempt does not count
  reason text,               -- why it was handed back
  items json,                -- fanned_out: one subtask each
  concurrency integer,
  keeps_failures boolean,
  review json,
  decision json,
  log json,
  attempt integer,
  artifacts json
);

-- A task after its settlement was applied, beside the settlement.
create type moved_task as (
  task_id bigint,
  run_id bigint,
  stage_id text,
  subtask integer,
  round integer,
  parent_id bigint,
  status task_status,
  skip_reason text,
  available_at timestamptz,
  duration_ms numeric,
  allow_failure boolean,
  settlement settlement
);

-- Applies settlements that still hold, and all that follows from them at once: subtasks made, parents of fan-outs
-- counted, children unlocked, skipped or failed, reviews opened, artifacts linked. Returns the tasks that were moved, how
-- many tasks became ready, and the events to record.
create function settle_tasks(p_settlements settlement[], out moved bigint[], out ready_count bigint, out events event_draft[])
language plpgsql
as $$
declare
  -- Whole milliseconds, as the columns keep them: rounded up, what is ready now would be ready a moment later.
  v_now timestamptz := date_trunc('milliseconds', clock_timestamp());
  v_moved moved_task[];
  v_front settled_task[];
  v_next settled_task[];
  v_followed record;
  v_has_reviews boolean;
  v_has_items boolean;
  v_has_artifacts boolean;
begin
  -- The only step that waits; nothing is held before it, and rows are locked in id order.
  perform from run where id = any (array(select s.run_id from unnest(p_settlements) s)) order by id for update;

  with updated as (
    update task t
    set status = (case s.to_status when 'fanned_out' then 'running' else s.to_status end)::task_status,
        lease = null,
        worker_id = null,
        lease_expires_at = null,
        input = coalesce(s.input, t.input),
        input_hash = coalesce(s.input_hash, t.input_hash),
        output = s.output,
        output_hash = s.output_hash,
        error = case when s.to_status = 'failed' then s.error end,
        skip_reason = s.skip_reason,
        attempt = t.attempt - coalesce(s.hand_back, false)::int,
        rescue_count = t.rescue_count + coalesce(s.reason = 'lease_expired', false)::int,
        available_at = case when s.to_status = 'pending' then v_now + coalesce(s.delay_ms, 0) * interval '1 millisecond' else t.available_at end,
        subtask_count = case when s.to_status = 'fanned_out' then json_array_length(s.items) else t.subtask_count end,
        subtask_open = case when s.to_status = 'fanned_out' then json_array_length(s.items) else 0 end,
        keeps_failures = coalesce(s.keeps_failures, t.keeps_failures),
        finished_at = case when s.to_status in ('completed', 'failed', 'skipped') then v_now end
    from unnest(p_settlements) s
    where t.id = s.task_id
      and t.lease is not distinct from s.lease
      and t.status = (case when s.lease is null then 'awaiting_review' else 'running' end)::task_status
      and (s.reason is distinct from 'lease_expired' or t.lease_expires_at < v_now)
    returning row(t.id, t.run_id, t.stage_id, t.subtask, t.round, t.parent_id, t.status, t.skip_reason, t.available_at,
                  round(extract(epoch from v_now - t.started_at) * 1000), t.allow_failure, s)::moved_task as task
  )
  select coalesce(array_agg(task), '{}') into v_moved from updated;

  select coalesce(array_agg(m.task_id), '{}'),
         coalesce(array_agg(row(m.run_id, m.stage_id, m.parent_id, m.status, m.skip_reason)::settled_task) filter (where m.status >= 'completed'), '{}'),
         count(*) filter (where m.status = 'pending' and m.available_at <= v_now),
         bool_or(m.status = 'awaiting_review'),
         bool_or((m.settlement).items is not null),
         bool_or((m.settlement).artifacts is not null)
  into moved, v_front, ready_count, v_has_reviews, v_has_items, v_has_artifacts
  from unnest(v_moved) m;

  if v_has_reviews then
    perform open_reviews(v_moved);
  end if;
  if v_has_artifacts then
    perform link_artifacts(v_moved);
  end if;
  if v_has_items then
    ready_count := ready_count + make_subtasks(v_moved, v_now);
  end if;
  events := events_of_moves(v_moved);

  while cardinality(v_front) > 0 loop
    v_next := '{}';
    if exists (select from unnest(v_front) f where f.parent_id is not null) then
      v_followed := follow_subtasks(v_front, v_now);
      v_next := v_followed.settled;
      events := events || v_followed.events;
      ready_count := ready_count + v_followed.ready_count;
    end if;
    if exists (select from unnest(v_front) f where f.parent_id is null) then
      v_followed := follow_dependencies(v_front, v_now);
      v_next := v_next || v_followed.settled;
      events := events || v_followed.events;
      ready_count := ready_count + v_followed.ready_count;
    end if;
    v_front := v_next;
  end loop;
end
$$;

-- What happened to these tasks, one event each, its log before it.
create function events_of_moves(p_moved moved_task[]) returns event_draft[]
language plpgsql
as $$
begin
  return array(
    select row(m.run_id, line.type, m.task_id, m.stage_id, m.subtask, m.round, line.data,
               (line.place = 3 and m.parent_id is null and m.status >= 'completed')::int,
               (line.place = 3 and m.parent_id is null and m.status = 'failed' and not m.allow_failure)::int,
               case line.type when 'task.awaiting_review' then 1 when 'review.decided' then -1 else 0 end,
               false)::event_draft
    from unnest(p_moved) m
    cross join lateral (select (m.settlement).*) s
    cross join lateral (
      select 1 as place, 'task.log' as type, json_build_object('attempt', s.attempt, 'lines', s.log) as data
      where s.log is not null
      union all
      select 2, 'review.decided', s.decision
      where s.decision is not null
      union all
      select 3,
             case
               when s.to_status = 'fanned_out' then 'task.fanned_out'
               when s.to_status = 'awaiting_review' then 'task.awaiting_review'
               when s.to_status = 'pending' and s.hand_back then 'task.returned'
               when s.to_status = 'pending' then 'task.retrying'
               else 'task.settled'
             end,
             case
               when s.to_status = 'fanned_out' then json_build_object('total', json_array_length(s.items))
               when s.to_status = 'awaiting_review' then json_build_object('reviewId', (select r.id from review r where r.task_id = m.task_id))
               when s.to_status = 'pending' and s.hand_back then json_build_object('reason', s.reason)
               when s.to_status = 'pending' then json_build_object('attempt', s.attempt, 'error', s.error, 'availableAt', m.available_at)
               else json_strip_nulls(json_build_object(
                 'status', m.status, 'error', s.error, 'skipReason', m.skip_reason, 'durationMs', m.duration_ms))
             end
    ) line
    order by m.task_id, line.place
  );
end
$$;

create function open_reviews(p_moved moved_task[]) returns void
language plpgsql
as $$
begin
  insert into review (workspace_id, run_id, task_id, stage_id, attempt, content_hash, summary, details, form, assignees, on_reject)
  select run.workspace_id, m.run_id, m.task_id, m.stage_id, s.attempt, s.review ->> 'contentHash', s.review ->> 'summary',
         s.review -> 'details', (s.review ->> 'form')::json,
         array(select json_array_elements_text(s.review -> 'assignees')), s.review ->> 'onReject'
  from unnest(p_moved) m
  cross join lateral (select (m.settlement).*) s
  join run on run.id = m.run_id
  where m.status = 'awaiting_review';
end
$$;

create function link_artifacts(p_moved moved_task[]) returns void
language plpgsql
as $$
begin
  insert into artifact (run_id, task_id, hash, name, media_type, size)
  select m.run_id, m.task_id, a.hash, a.name, a.media_type, a.size
  from unnest(p_moved) m
  cross join lateral json_to_recordset((m.settlement).artifacts) a (hash text, name text, media_type text, size bigint)
  on conflict do nothing;
end
$$;

-- Makes the subtasks of what fanned out; those beyond a fan-out's concurrency wait. Returns how many are ready.
create function make_subtasks(p_moved moved_task[], p_now timestamptz) returns bigint
language plpgsql
as $$
declare
  v_ready bigint;
begin
  with made as (
    insert into task (run_id, stage_id, subtask, round, status, available_at, parent_id, item)
    select m.run_id, m.stage_id, i.ordinality - 1, m.round,
           (case when i.ordinality <= coalesce(s.concurrency, i.ordinality) then 'pending' else 'waiting' end)::task_status,
           case when i.ordinality <= coalesce(s.concurrency, i.ordinality) then p_now end,
           m.task_id, i.value
    from unnest(p_moved) m
    cross join lateral (select (m.settlement).*) s
    cross join lateral json_array_elements(s.items) with ordinality i
    where s.to_status = 'fanned_out'
    returning status
  )
  select count(*) into v_ready from made where status = 'pending';
  return v_ready;
end
$$;

-- Subtasks that ended are counted at their parent, and the next ones of a limited fan-out may start.
create function follow_subtasks(p_front settled_task[], p_now timestamptz,
                                out settled settled_task[], out ready_count bigint, out events event_draft[])
language plpgsql
as $$
begin
  with ended as (
    select f.parent_id, count(*) as ended_count, count(*) filter (where f.status in ('failed', 'canceled')) as failed_count
    from unnest(p_front) f
    where f.parent_id is not null
    group by f.parent_id
  ),
  parents as (
    update task p
    set subtask_open = p.subtask_open - e.ended_count,
        subtask_failed = p.subtask_failed + e.failed_count,
        status = (case
                    when p.subtask_open > e.ended_count then 'running'
                    when p.subtask_failed + e.failed_count > 0 and not p.keeps_failures then 'failed'
                    else 'completed'
                  end)::task_status,
        error = case when p.subtask_open = e.ended_count and p.subtask_failed + e.failed_count > 0 and not p.keeps_failures
                     then json_build_object('code', 'subtasks_failed', 'message',
                            format('%s of %s subtasks failed', p.subtask_failed + e.failed_count, p.subtask_count)) end,
        finished_at = case when p.subtask_open = e.ended_count then p_now end
    from ended e
    where p.id = e.parent_id and p.status = 'running'
    returning p.*, e.ended_count
  ),
  released as (
    update task t
    set status = 'pending', available_at = p_now
    from parents p
    cross join lateral (
      select w.id from task w
      where w.parent_id = p.id and w.status = 'waiting'
      order by w.subtask
      limit p.ended_count
    ) w
    where t.id = w.id and p.status = 'running'
    returning t.id
  )
  select coalesce(array_agg(row(p.run_id, p.stage_id, p.parent_id, p.status, null)::settled_task) filter (where p.status <> 'running'), '{}'),
         (select count(*) from released),
         coalesce(array_agg(row(p.run_id, 'task.settled', p.id, p.stage_id, p.subtask, p.round, json_strip_nulls(json_build_object(
           'status', p.status, 'error', p.error, 'durationMs', round(extract(epoch from p_now - p.started_at) * 1000))),
           1, (p.status = 'failed' and not p.allow_failure)::int, 0, false)::event_draft)
           filter (where p.status <> 'running'), '{}')
  into settled, ready_count, events
  from parents p;
end
$$;

-- Stages that ended: each dependency out of them resolves to taken, not taken or broken (DESIGN 4; core/taken.ts).
create function follow_dependencies(p_front settled_task[], p_now timestamptz,
                                    out settled settled_task[], out ready_count bigint, out events event_draft[])
language plpgsql
as $$
begin
  with resolved as (
    select f.run_id, d.to_stage,
           count(*) as finished_count,
           count(*) filter (where case
             when f.status in ('failed', 'canceled') then not d.requires_success
             else f.skip_reason is distinct from 'not_taken'
           end) as taken_count,
           min(d.from_stage) filter (where d.requires_success and f.status in ('failed', 'canceled')) as broken_by
    from unnest(p_front) f
    join run r on r.id = f.run_id
    join dependency d on d.version_id = r.version_id and d.from_stage = f.stage_id
    where f.parent_id is null
    group by f.run_id, d.to_stage
  ),
  children as (
    update task c
    set wait_finished = c.wait_finished - r.finished_count,
        taken_count = c.taken_count + r.taken_count,
        status = (case
                    when r.broken_by is not null then 'failed'
                    when c.wait_finished > r.finished_count then 'waiting'
                    when c.taken_count + r.taken_count = 0 then 'skipped'
                    else 'pending'
                  end)::task_status,
        error = case when r.broken_by is not null
                     then json_build_object('code', 'required_stage_failed', 'message', format('Required stage %s failed', r.broken_by)) end,
        skip_reason = case when r.broken_by is null and c.wait_finished = r.finished_count and c.taken_count + r.taken_count = 0 then 'not_taken' end,
        available_at = case when r.broken_by is null and c.wait_finished = r.finished_count then p_now end,
        finished_at = case when r.broken_by is not null or (c.wait_finished = r.finished_count and c.taken_count + r.taken_count = 0) then p_now end
    from resolved r
    where c.run_id = r.run_id and c.stage_id = r.to_stage and c.subtask is null and c.is_latest and c.status = 'waiting'
    returning c.id, c.run_id, c.stage_id, c.round, c.status, c.skip_reason, c.error, c.allow_failure
  )
  select coalesce(array_agg(row(c.run_id, c.stage_id, null, c.status, c.skip_reason)::settled_task) filter (where c.status in ('failed', 'skipped')), '{}'),
         count(*) filter (where c.status = 'pending'),
         coalesce(array_agg(row(c.run_id, 'task.settled', c.id, c.stage_id, null, c.round, json_strip_nulls(json_build_object(
           'status', c.status, 'error', c.error, 'skipReason', c.skip_reason)),
           1, (c.status = 'failed' and not c.allow_failure)::int, 0, false)::event_draft) filter (where c.status in ('failed', 'skipped')), '{}')
  into settled, ready_count, events
  from children c;
end
$$;
