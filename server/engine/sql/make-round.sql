-- Makes the next rows of stages, beside the rows that they replace. Each starts from what the stages outside the round
-- have come to; those of `p_by_hand` are skipped. What is decided by that alone is settled at once and returned as such.
create function engine.make_round(p_run bigint, p_stages text[], p_by_hand text[], p_by text, p_now timestamptz, p_heads jsonb,
                           out settled engine.settled_task[], out events engine.event_draft[])
language plpgsql
as $$
begin
  with replaced as (
    update task set is_latest = false
    where run_id = p_run and stage_id = any (p_stages) and is_latest
    returning *
  ),
  next as (
    select o.*, s.ordinal, c.waits_for, c.taken, c.broken_by,
           (case
              when o.stage_id = any (p_by_hand) then 'skipped'
              when c.broken_by is not null then 'failed'
              when c.waits_for > 0 then 'waiting'
              when s.dependency_count > 0 and c.taken = 0 then 'skipped'
              else 'pending'
            end)::task_status as next_status
    from replaced o
    join run r on r.id = p_run
    join stage s on s.version_id = r.version_id and s.stage_id = o.stage_id
    cross join lateral (
      select s.dependency_count - count(p.id) as waits_for,
             count(*) filter (where engine.resolve(d.requires_success, p.status, p.skip_reason) = 'taken') as taken,
             min(d.from_stage) filter (where engine.resolve(d.requires_success, p.status, p.skip_reason) = 'broken') as broken_by
      from dependency d
      join task p on p.run_id = p_run and p.stage_id = d.from_stage and p.subtask is null and p.is_latest and p.status >= 'completed'
      where d.version_id = r.version_id and d.to_stage = o.stage_id and d.from_stage <> all (p_stages)
    ) c
    where o.subtask is null
  ),
  made as (
    insert into task (run_id, stage_id, round, status, wait_finished, taken_count, available_at, turn, priority, worker_tag, acts, allow_failure,
                      error, skip_reason, finished_at)
    select p_run, n.stage_id, n.round + 1, n.next_status, n.waits_for, n.taken,
           case when n.next_status = 'pending' then p_now end,
           case when n.next_status = 'pending' then engine.turn_at(p_heads, n.priority, n.worker_tag) end,
           n.priority, n.worker_tag, n.acts, n.allow_failure,
           case when n.next_status = 'failed'
                then json_build_object('code', 'required_stage_failed', 'message', format('Required stage %s failed', n.broken_by)) end,
           case when n.next_status = 'skipped' then case when n.stage_id = any (p_by_hand) then 'by_hand' else 'not_taken' end end,
           case when n.next_status >= 'completed' then p_now end
    from next n
    order by n.ordinal
    returning *
  )
  select coalesce(array_agg(row(m.run_id, m.stage_id, null, m.status, m.skip_reason)::engine.settled_task), '{}'),
         coalesce(array_agg(row(m.run_id, 'task.settled', m.id, m.stage_id, null, m.round, json_strip_nulls(json_build_object(
           'status', m.status, 'error', m.error, 'skipReason', m.skip_reason, 'by', case when m.skip_reason = 'by_hand' then p_by end)),
           1, (m.status = 'failed' and not m.allow_failure)::int, 0, false, m.acts)::engine.event_draft order by m.id), '{}')
  into settled, events
  from made m
  where m.status >= 'completed';
end
$$;
