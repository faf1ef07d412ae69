-- Sends what a review shows back: closes it by that decision, which binds to what was seen, and does the named stages and
-- all that depends on them over, the reviewed one among it. What is wished for is told to those stages as feedback. Of what a
-- subtask shows, stages that have a subtask of its number do only that one over. Answers like `decide_review`, with
-- "exhausted" when the review has asked so often already.
create function engine.request_changes(p_workspace text, p_review bigint, p_decision json, p_feedback json, p_most_rounds integer) returns text
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_review review;
  v_run bigint;
  v_task task;
  v_stages text[] := array(select json_array_elements_text(p_decision -> 'stages'));
  v_refusal text;
begin
  select run_id into v_run from review where id = p_review and workspace_id = p_workspace;
  if v_run is null then
    return 'unknown';
  end if;
  perform engine.lock_runs(array[v_run]);
  select * into v_review from review where id = p_review for update;
  v_refusal := engine.decision_refusal(v_review, p_decision);
  if v_refusal is not null then
    return v_refusal;
  end if;
  select * into v_task from task where id = v_review.task_id;
  -- As often as it was sent back, and now: other subtasks of the stage, and rounds by hand, do not count.
  if p_most_rounds <= 1 + (
    select count(*)
    from review v
    join task t on t.id = v.task_id
    where v.run_id = v_run and v.stage_id = v_task.stage_id and v.decision = 'changes_requested'
      and t.subtask is not distinct from v_task.subtask) then
    return 'exhausted';
  end if;

  perform engine.close_review(p_review, p_decision);
  perform engine.record_changes(array[row(v_run, 'review.decided', v_task.id, v_task.stage_id, v_task.subtask, v_task.round,
    json_build_object('reviewId', p_review, 'decision', p_decision -> 'decision', 'by', p_decision -> 'by', 'comment', p_decision -> 'comment'),
    0, 0, -1, false, v_task.acts)::engine.event_draft]);
  perform engine.open_round(v_run, v_stages, '{}', 'changes', p_decision ->> 'by', v_task.subtask, p_feedback);
  return 'decided';
end
$$;

-- Why a decision on a review is not taken: it was taken already, by the same call or another, or is about something else.
create function engine.decision_refusal(p_review review, p_decision json) returns text
language sql
stable
as $$
  select case
    when p_review.status = 'decided' and p_review.idempotency_key = p_decision ->> 'idempotencyKey' then 'already'
    when p_review.status <> 'open' then 'closed'
    when p_review.task_id <> (p_decision ->> 'taskId')::bigint
      or p_review.attempt <> (p_decision ->> 'attempt')::int
      or p_review.content_hash <> p_decision ->> 'contentHash' then 'changed'
  end
$$;

-- Writes a decision down with the review that it closes. Only one that sends it back names stages.
create function engine.close_review(p_review bigint, p_decision json) returns void
language plpgsql
as $$
begin
  update review
  set status = 'decided',
      decision = p_decision ->> 'decision',
      comment = p_decision ->> 'comment',
      form_data = p_decision -> 'form',
      marks = p_decision -> 'marks',
      redone_stages = case when p_decision -> 'stages' is not null then array(select json_array_elements_text(p_decision -> 'stages')) end,
      edited = p_decision -> 'edited',
      decided_by = p_decision ->> 'by',
      decided_at = (p_decision ->> 'at')::timestamptz,
      idempotency_key = p_decision ->> 'idempotencyKey'
  where id = p_review;
end
$$;
