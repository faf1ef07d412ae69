create function engine.open_reviews(p_moved engine.moved_task[]) returns void
language plpgsql
as $$
begin
  insert into review (workspace_id, run_id, task_id, stage_id, attempt, content_hash, summary, details, form, assignees, on_reject, purpose, reason, due_at)
  select run.workspace_id, m.run_id, m.task_id, m.stage_id, s.attempt, s.review ->> 'contentHash', s.review ->> 'summary',
         s.review -> 'details', (s.review ->> 'form')::json,
         array(select json_array_elements_text(s.review -> 'assignees')), s.review ->> 'onReject',
         case when s.review -> 'check' is null then 'gate' else 'check' end, s.review -> 'check' ->> 'reason',
         now() + (s.review ->> 'dueMs')::double precision * interval '1 millisecond'
  from unnest(p_moved) m
  cross join lateral (select (m.settlement).*) s
  join run on run.id = m.run_id
  where m.status = 'awaiting_review';
end
$$;
