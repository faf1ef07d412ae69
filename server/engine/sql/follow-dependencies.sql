-- Stages that ended: each dependency out of them resolves to taken, not taken or broken (DESIGN 4; core/taken.ts).
-- A paused stage goes on counting, and fails or is skipped like any other: only its start is held back (decision 010).
create function engine.follow_dependencies(p_front engine.settled_task[], p_now timestamptz, p_heads jsonb,
                                    out settled engine.settled_task[], out ready_count bigint, out events engine.event_draft[])
language plpgsql
as $$
begin
  with resolved as (
    select f.run_id, d.to_stage,
           count(*) as finished_count,
           count(*) filter (where engine.resolve(d.requires_success, f.status, f.skip_reason) = 'taken') as taken_count,
           min(d.from_stage) filter (where engine.resolve(d.requires_success, f.status, f.skip_reason) = 'broken') as broken_by
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
                    when c.wait_finished > r.finished_count then c.status::text
                    when c.taken_count + r.taken_count = 0 then 'skipped'
                    when c.status = 'paused' then 'paused'
                    else 'pending'
                  end)::task_status,
        error = case when r.broken_by is not null
                     then json_build_object('code', 'required_stage_failed', 'message', format('Required stage %s failed', r.broken_by)) end,
        skip_reason = case when r.broken_by is null and c.wait_finished = r.finished_count and c.taken_count + r.taken_count = 0 then 'not_taken' end,
        available_at = case when r.broken_by is null and c.wait_finished = r.finished_count then p_now end,
        turn = case when r.broken_by is null and c.wait_finished = r.finished_count and c.taken_count + r.taken_count > 0 and c.status = 'waiting'
                    then engine.turn_at(p_heads, c.priority, c.worker_tag) end,
        finished_at = case when r.broken_by is not null or (c.wait_finished = r.finished_count and c.taken_count + r.taken_count = 0) then p_now end
    from resolved r
    where c.run_id = r.run_id and c.stage_id = r.to_stage and c.subtask is null and c.is_latest and c.status in ('waiting', 'paused')
    returning c.id, c.run_id, c.stage_id, c.round, c.status, c.skip_reason, c.error, c.allow_failure, c.acts
  )
  select coalesce(array_agg(row(c.run_id, c.stage_id, null, c.status, c.skip_reason)::engine.settled_task) filter (where c.status in ('failed', 'skipped')), '{}'),
         count(*) filter (where c.status = 'pending'),
         coalesce(array_agg(row(c.run_id, 'task.settled', c.id, c.stage_id, null, c.round, json_strip_nulls(json_build_object(
           'status', c.status, 'error', c.error, 'skipReason', c.skip_reason)),
           1, (c.status = 'failed' and not c.allow_failure)::int, 0, false, c.acts)::engine.event_draft) filter (where c.status in ('failed', 'skipped')), '{}')
  into settled, ready_count, events
  from children c;
end
$$;
