-- A call of a running task asks a person: the first time a review opens, afterwards the call looks how it stands. Under the
-- lease. Answers with what was said once somebody has decided, "waits" until then, and "lost" without the lease.
create function engine.ask_review(p_task bigint, p_lease uuid, p_call bigint, p_review json) returns json
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_run bigint := (select run_id from task where id = p_task);
  v_task task;
  v_review review;
begin
  -- Whoever decides holds it as well: what was decided by then is seen here, and what comes later finds the call.
  perform engine.lock_runs(array[v_run]);
  select * into v_task from task where id = p_task and lease = p_lease;
  if v_task.id is null then
    return '"lost"';
  end if;
  select * into v_review from review where task_id = p_task and attempt = v_task.attempt and call_id = p_call;
  if v_review.status = 'decided' then
    delete from call_wait where task_id = p_task and call_id = p_call;
    return json_build_object('decision', v_review.decision, 'comment', v_review.comment, 'form', v_review.form_data,
                             'content', coalesce(v_review.edited, v_review.details), 'isEdited', v_review.edited is not null,
                             'marks', v_review.marks, 'by', v_review.decided_by, 'at', v_review.decided_at);
  end if;

  insert into call_wait (task_id, call_id) values (p_task, p_call)
  on conflict (task_id, call_id) do update set is_due = false;
  if v_review.id is null then
    insert into review (workspace_id, run_id, task_id, stage_id, attempt, call_id, title, content_hash, summary, details, form, assignees,
                        on_reject, purpose)
    select r.workspace_id, v_run, p_task, v_task.stage_id, v_task.attempt, p_call, p_review ->> 'title', p_review ->> 'contentHash',
           p_review ->> 'summary', p_review -> 'details', (p_review ->> 'form')::json,
           array(select json_array_elements_text(p_review -> 'assignees')), 'continue', 'call'
    from run r
    where r.id = v_run
    returning * into v_review;
    perform engine.record_changes(array[row(v_run, 'review.opened', p_task, v_task.stage_id, v_task.subtask, v_task.round,
      json_build_object('reviewId', v_review.id, 'title', v_review.title), 0, 0, 1, false, v_task.acts)::engine.event_draft]);
  end if;
  return '"waits"';
end
$$;

-- Closes an open review that code asked for by a decision, which binds to what was seen, and notes that its call has its
-- answer: the task wakes by the next claim of a worker. Answers like `decide_review`.
create function engine.answer_review(p_workspace text, p_review bigint, p_decision json) returns text
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_run bigint := (select run_id from review where id = p_review and workspace_id = p_workspace);
  v_review review;
  v_task task;
  v_refusal text;
begin
  if v_run is null then
    return 'unknown';
  end if;
  perform engine.lock_runs(array[v_run]);
  select * into v_review from review where id = p_review for update;
  v_refusal := engine.decision_refusal(v_review, p_decision);
  if v_refusal is not null then
    return v_refusal;
  end if;

  perform engine.close_review(p_review, p_decision);
  select * into v_task from task where id = v_review.task_id;
  perform engine.record_changes(array[row(v_run, 'review.decided', v_task.id, v_task.stage_id, v_task.subtask, v_task.round,
    json_strip_nulls(json_build_object('reviewId', p_review, 'title', v_review.title, 'decision', p_decision -> 'decision',
      'by', p_decision -> 'by', 'comment', p_decision -> 'comment', 'isEdited', case when p_decision -> 'edited' is not null then true end)),
    0, 0, -1, false, v_task.acts)::engine.event_draft]);
  update call_wait set is_due = true where task_id = v_review.task_id and call_id = v_review.call_id;
  perform pg_notify('heddle_work', '');
  return 'decided';
end
$$;

-- Closes what the code of these tasks has asked and nobody has decided: it does not wait any more. The caller holds the
-- locks of their runs, and records the events.
create function engine.close_asked(p_tasks bigint[]) returns engine.event_draft[]
language plpgsql
as $$
declare
  v_events engine.event_draft[];
begin
  with closed as (
    update review set status = 'canceled' where task_id = any (p_tasks) and call_id is not null and status = 'open'
    returning id, run_id, task_id, title
  )
  select coalesce(array_agg(row(c.run_id, 'review.closed', t.id, t.stage_id, t.subtask, t.round,
           json_build_object('reviewId', c.id, 'title', c.title), 0, 0, -1, false, t.acts)::engine.event_draft order by c.id), '{}')
  into v_events
  from closed c
  join task t on t.id = c.task_id;
  return v_events;
end
$$;
