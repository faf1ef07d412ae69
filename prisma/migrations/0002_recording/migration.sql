-- Shapes that the engine's functions hand to each other, and the one place where runs and events are written.

-- A task that has just ended, with what is needed to see what follows from it.
create type settled_task as (
  task_id bigint,
  run_id bigint,
  stage_id text,
  parent_id bigint,
  status task_status,
  skip_reason text
);

create type event_draft as (
  run_id bigint,
  type text,
  task_id bigint,
  stage_id text,
  subtask integer,
  round integer,
  data json
);

-- Writes what a transaction did to its runs: counters, derived status, numbered events, one wake-up.
-- The caller holds the row locks of all runs concerned, so the numbers have no gaps and commit in order.
create function record_changes(
  p_settled settled_task[],
  p_events event_draft[],
  p_reviews json, -- {"<run id>": change of the number of open reviews}
  p_started bigint[],
  p_canceled bigint[]
) returns void
language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_now timestamptz := clock_timestamp();
begin
  with settled as (
    select s.run_id,
           count(*) as settled_count,
           count(*) filter (where s.status = 'failed' and not stage.allow_failure) as failed_count
    from unnest(p_settled) s
    join run on run.id = s.run_id
    join stage on stage.version_id = run.version_id and stage.stage_id = s.stage_id
    where s.parent_id is null
    group by s.run_id
  ),
  event_count as (
    select e.run_id, count(*) as event_count from unnest(p_events) e group by e.run_id
  ),
  touched as (
    select run_id from settled
    union select run_id from event_count
    union select unnest(p_canceled)
  ),
  counted as (
    select run.id,
           run.status as old_status,
           run.last_seq as base_seq,
           coalesce(event_count.event_count, 0) as event_count,
           run.open_count - coalesce(settled.settled_count, 0) as open_count,
           run.failed_count + coalesce(settled.failed_count, 0) as failed_count,
           run.review_count + coalesce((p_reviews ->> run.id::text)::int, 0) as review_count,
           run.is_canceled or run.id = any(p_canceled) as is_canceled,
           coalesce(run.started_at, case when run.id = any(p_started) then v_now end) as started_at
    from touched
    join run on run.id = touched.run_id
    left join settled on settled.run_id = run.id
    left join event_count on event_count.run_id = run.id
  ),
  derived as (
    select counted.*,
           (case
              when open_count = 0 and is_canceled then 'canceled'
              when open_count = 0 and failed_count > 0 then 'failed'
              when open_count = 0 then 'completed'
              when review_count > 0 then 'awaiting_review'
              when started_at is null then 'queued'
              else 'running'
            end)::run_status as new_status
    from counted
  ),
  updated as (
    update run
    set status = derived.new_status,
        open_count = derived.open_count,
        failed_count = derived.failed_count,
        review_count = derived.review_count,
        is_canceled = derived.is_canceled,
        started_at = derived.started_at,
        finished_at = case when derived.open_count = 0 then v_now end,
        last_seq = derived.base_seq + derived.event_count + (derived.new_status <> derived.old_status)::int
    from derived
    where run.id = derived.id
    returning run.id
  ),
  numbered as (
    select e.run_id,
           derived.base_seq + row_number() over (partition by e.run_id order by e.ordinality) as seq,
           e.type, e.task_id, e.stage_id, e.subtask, e.round, e.data
    from unnest(p_events) with ordinality e (run_id, type, task_id, stage_id, subtask, round, data, ordinality)
    join derived on derived.id = e.run_id
    union all
    select derived.id, derived.base_seq + derived.event_count + 1, 'run.status', null, null, null, null,
           json_build_object('status', derived.new_status)
    from derived
    where derived.new_status <> derived.old_status
  )
  insert into event (run_id, seq, at, type, task_id, stage_id, subtask, round, data)
  select run_id, seq, v_now, type, task_id, stage_id, subtask, round, data
  from numbered
  where exists (select from updated);

  perform notify_runs(array(select distinct e.run_id from unnest(p_events) e union select unnest(p_canceled)));
end
$$;

-- Tells the readers of these runs to read again. The payload only wakes, the rows speak; too many ids become "*".
create function notify_runs(p_runs bigint[]) returns void
language sql
as $$
  select pg_notify('heddle_run', case when cardinality(p_runs) > 500 then '*' else array_to_string(p_runs, ',') end)
  where cardinality(p_runs) > 0
$$;
