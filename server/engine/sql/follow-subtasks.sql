-- Subtasks that ended are counted at their parent, and the next ones of a limited fan-out may start.
create function engine.follow_subtasks(p_front engine.settled_task[], p_now timestamptz, p_heads jsonb,
                                out settled engine.settled_task[], out ready_count bigint, out events engine.event_draft[])
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
    set status = 'pending', available_at = p_now, turn = engine.turn_at(p_heads, t.priority, t.worker_tag)
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
  select coalesce(array_agg(row(p.run_id, p.stage_id, p.parent_id, p.status, null)::engine.settled_task) filter (where p.status <> 'running'), '{}'),
         (select count(*) from released),
         coalesce(array_agg(row(p.run_id, 'task.settled', p.id, p.stage_id, p.subtask, p.round, json_strip_nulls(json_build_object(
           'status', p.status, 'error', p.error, 'durationMs', round(extract(epoch from p_now - p.started_at) * 1000))),
           1, (p.status = 'failed' and not p.allow_failure)::int, 0, false, p.acts)::engine.event_draft)
           filter (where p.status <> 'running'), '{}')
  into settled, ready_count, events
  from parents p;
end
$$;
