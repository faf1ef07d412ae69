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

-- Applies settlements that still hold, and all that follows from them at once: subtasks made, parents of fan-outs
-- counted, children unlocked, skipped or failed, reviews opened, artifacts linked, events numbered.
-- Returns the tasks that were moved, and how many tasks became ready.
create function settle_tasks(p_settlements settlement[], out moved bigint[], out ready_count bigint,
                             out settled settled_task[], out events event_draft[], out reviews json)
language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  -- Whole milliseconds, as the columns keep them: rounded up, what is ready now would be ready a moment later.
  v_now timestamptz := date_trunc('milliseconds', clock_timestamp());
  v_front settled_task[];
  v_next settled_task[];
  v_rows bigint;
  v_events event_draft[];
begin
  moved := '{}'; ready_count := 0; settled := '{}'; events := '{}'; reviews := '{}';

  -- The only step that waits; nothing is held before it, and rows are locked in id order.
  perform from run where id = any (select s.run_id from unnest(p_settlements) s) order by id for update;

  with s as (
    select * from unnest(p_settlements)
  ),
  updated as (
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
        finished_at = case when s.to_status in ('completed', 'failed', 'skipped', 'canceled') then v_now end
    from s
    where t.id = s.task_id
      and t.lease is not distinct from s.lease
      and t.status = (case when s.lease is null then 'awaiting_review' else 'running' end)::task_status
      and (s.reason is distinct from 'lease_expired' or t.lease_expires_at < v_now)
    returning t.id, t.run_id, t.stage_id, t.subtask, t.round, t.parent_id, t.status, t.skip_reason, t.started_at,
              t.available_at, s.to_status, s.error, s.items, s.concurrency, s.review, s.decision, s.log, s.attempt,
              s.hand_back, s.reason, s.artifacts
  ),
  subtasks as (
    insert into task (run_id, stage_id, subtask, round, status, available_at, parent_id, item)
    select u.run_id, u.stage_id, i.ordinality - 1, u.round,
           (case when i.ordinality <= coalesce(u.concurrency, i.ordinality) then 'pending' else 'waiting' end)::task_status,
           case when i.ordinality <= coalesce(u.concurrency, i.ordinality) then v_now end,
           u.id, i.value
    from updated u
    cross join lateral json_array_elements(u.items) with ordinality i
    where u.to_status = 'fanned_out'
    returning status
  ),
  opened as (
    insert into review (workspace_id, run_id, task_id, stage_id, attempt, content_hash, summary, details, form, assignees, on_reject)
    select run.workspace_id, u.run_id, u.id, u.stage_id, u.attempt, u.review ->> 'contentHash', u.review ->> 'summary',
           u.review -> 'details', nullif(u.review ->> 'form', 'null')::json,
           array(select json_array_elements_text(u.review -> 'assignees')), u.review ->> 'onReject'
    from updated u
    join run on run.id = u.run_id
    where u.review is not null
    returning id, task_id, run_id
  ),
  linked as (
    insert into artifact (run_id, task_id, hash, name, media_type, size)
    select u.run_id, u.id, a.hash, a.name, a.media_type, a.size
    from updated u
    cross join lateral json_to_recordset(u.artifacts) a (hash text, name text, media_type text, size bigint)
    where u.artifacts is not null
    on conflict do nothing
  ),
  lines as (
    select u.run_id, 1 as place, 'task.log' as type, u.id, u.stage_id, u.subtask, u.round,
           json_build_object('attempt', u.attempt, 'lines', u.log) as data
    from updated u
    where u.log is not null
    union all
    select u.run_id, 2, 'review.decided', u.id, u.stage_id, u.subtask, u.round, u.decision
    from updated u
    where u.decision is not null
    union all
    select u.run_id, 3,
           case
             when u.to_status = 'fanned_out' then 'task.fanned_out'
             when u.to_status = 'awaiting_review' then 'task.awaiting_review'
             when u.to_status = 'pending' and u.hand_back then 'task.returned'
             when u.to_status = 'pending' then 'task.retrying'
             else 'task.settled'
           end,
           u.id, u.stage_id, u.subtask, u.round,
           case
             when u.to_status = 'fanned_out' then json_build_object('total', json_array_length(u.items))
             when u.to_status = 'awaiting_review' then json_build_object('reviewId', (select o.id from opened o where o.task_id = u.id))
             when u.to_status = 'pending' and u.hand_back then json_build_object('reason', u.reason)
             when u.to_status = 'pending' then json_build_object('attempt', u.attempt, 'error', u.error, 'availableAt', u.available_at)
             else json_strip_nulls(json_build_object(
               'status', u.status, 'error', u.error, 'skipReason', u.skip_reason,
               'durationMs', round(extract(epoch from v_now - u.started_at) * 1000)))
           end
    from updated u
  )
  select coalesce(array_agg(u.id), '{}'),
         coalesce(array_agg(row(u.id, u.run_id, u.stage_id, u.parent_id, u.status, u.skip_reason)::settled_task)
           filter (where u.status in ('completed', 'failed', 'skipped', 'canceled')), '{}'),
         count(*) filter (where u.to_status = 'pending' and u.available_at <= v_now) + (select count(*) from subtasks where subtasks.status = 'pending'),
         (select coalesce(array_agg(row(l.run_id, l.type, l.id, l.stage_id, l.subtask, l.round, l.data)::event_draft order by l.id, l.place), '{}') from lines l),
         (select coalesce(json_object_agg(x.run_id, x.delta), '{}') from (
            select d.run_id, sum(d.delta) as delta
            from (select o.run_id, 1 as delta from opened o union all select w.run_id, -1 from updated w where w.decision is not null) d
            group by d.run_id) x)
  into moved, v_front, ready_count, events, reviews
  from updated u;

  settled := v_front;

  while cardinality(v_front) > 0 loop
    v_next := '{}';

    -- Subtasks that ended: count them at their parent, and let the next ones of a limited fan-out start.
    if exists (select from unnest(v_front) f where f.parent_id is not null) then
      with ended as (
        select f.parent_id, count(*) as ended_count, count(*) filter (where f.status in ('failed', 'canceled')) as failed_count
        from unnest(v_front) f
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
            finished_at = case when p.subtask_open = e.ended_count then v_now end
        from ended e
        where p.id = e.parent_id and p.status = 'running'
        returning p.id, p.run_id, p.stage_id, p.subtask, p.round, p.parent_id, p.status, p.error, p.started_at, e.ended_count
      ),
      released as (
        update task t
        set status = 'pending', available_at = v_now
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
      select coalesce(array_agg(row(p.id, p.run_id, p.stage_id, p.parent_id, p.status, null)::settled_task) filter (where p.status <> 'running'), '{}'),
             coalesce(array_agg(row(p.run_id, 'task.settled', p.id, p.stage_id, p.subtask, p.round, json_strip_nulls(json_build_object(
               'status', p.status, 'error', p.error, 'durationMs', round(extract(epoch from v_now - p.started_at) * 1000))))::event_draft)
               filter (where p.status <> 'running'), '{}'),
             (select count(*) from released)
      into v_next, v_events, v_rows
      from parents p;
      ready_count := ready_count + v_rows;
      events := events || v_events;
    end if;

    -- Stages that ended: each dependency out of them resolves to taken, not taken or broken (DESIGN 4).
    with resolved as (
      select f.run_id, d.to_stage,
             count(*) as finished_count,
             count(*) filter (where case
               when f.status in ('failed', 'canceled') then not d.requires_success
               else f.skip_reason is distinct from 'not_taken'
             end) as taken_count,
             min(d.from_stage) filter (where d.requires_success and f.status in ('failed', 'canceled')) as broken_by
      from unnest(v_front) f
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
          available_at = case when r.broken_by is null and c.wait_finished = r.finished_count then v_now end,
          finished_at = case when r.broken_by is not null or (c.wait_finished = r.finished_count and c.taken_count + r.taken_count = 0) then v_now end
      from resolved r
      where c.run_id = r.run_id and c.stage_id = r.to_stage and c.subtask is null and c.is_latest and c.status = 'waiting'
      returning c.id, c.run_id, c.stage_id, c.round, c.status, c.skip_reason, c.error
    )
    select v_next || coalesce(array_agg(row(c.id, c.run_id, c.stage_id, null, c.status, c.skip_reason)::settled_task) filter (where c.status in ('failed', 'skipped')), '{}'),
           coalesce(array_agg(row(c.run_id, 'task.settled', c.id, c.stage_id, null, c.round, json_strip_nulls(json_build_object(
             'status', c.status, 'error', c.error, 'skipReason', c.skip_reason)))::event_draft) filter (where c.status in ('failed', 'skipped')), '{}'),
           count(*) filter (where c.status = 'pending')
    into v_next, v_events, v_rows
    from children c;

    ready_count := ready_count + v_rows;
    events := events || v_events;
    settled := settled || v_next;
    v_front := v_next;
  end loop;
end
$$;
