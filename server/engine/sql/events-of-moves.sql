-- What happened to these tasks, one event each, its log before it.
create function engine.events_of_moves(p_moved engine.moved_task[]) returns engine.event_draft[]
language plpgsql
as $$
begin
  return array(
    select row(m.run_id, line.type, m.task_id, m.stage_id, m.subtask, m.round, line.data,
               (line.place = 3 and m.parent_id is null and m.status >= 'completed')::int,
               (line.place = 3 and m.parent_id is null and m.status = 'failed' and not m.allow_failure)::int,
               case line.type when 'task.awaiting_review' then 1 when 'review.decided' then -1 else 0 end,
               false,
               m.acts)::engine.event_draft
    from unnest(p_moved) m
    cross join lateral (select (m.settlement).*) s
    cross join lateral (
      select 1 as place, 'task.log' as type, json_build_object('attempt', s.attempt, 'lines', s.log) as data
      where s.log is not null
      union all
      select 2, 'review.decided', s.decision
      where s.decision is not null
      union all
      select 2, 'task.checked', json_strip_nulls(json_build_object(
               'attempt', s.attempt, 'verdict', s.record ->> 'verdict', 'summary', s.record -> 'feedback' ->> 'summary'))
      where s.record ->> 'verdict' is not null
      union all
      select 3,
             case
               when s.to_status = 'fanned_out' then 'task.fanned_out'
               when s.to_status = 'awaiting_review' then 'task.awaiting_review'
               when s.to_status = 'suspended' then 'task.suspended'
               when s.to_status = 'pending' and s.hand_back then 'task.returned'
               when s.to_status = 'pending' then 'task.retrying'
               else 'task.settled'
             end,
             case
               when s.to_status = 'fanned_out' then json_build_object('total', json_array_length(s.items))
               when s.to_status = 'awaiting_review' then (select json_strip_nulls(json_build_object('reviewId', r.id, 'reason', r.reason)) from review r where r.task_id = m.task_id and r.call_id is null)
               when s.to_status = 'suspended' then json_strip_nulls(json_build_object(
                 'for', s.suspension -> 'for', 'until', case when s.suspension ->> 'for' <> 'cache' then s.wake_at end,
                 'runId', case when s.child is not null then (select t.suspension -> 'runId' from task t where t.id = m.task_id) end))
               when s.to_status = 'pending' and s.hand_back then json_build_object('reason', s.reason)
               when s.to_status = 'pending' then json_strip_nulls(json_build_object(
                 'attempt', s.attempt, 'error', s.error, 'availableAt', m.available_at, 'feedback', s.feedback ->> 'summary'))
               else json_strip_nulls(json_build_object(
                 'status', m.status, 'error', s.error, 'skipReason', m.skip_reason, 'durationMs', m.duration_ms))
             end
    ) line
    order by m.task_id, line.place
  );
end
$$;
