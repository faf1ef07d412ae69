-- Closes an open review by a decision that binds to what was seen, and settles its task in the same commit.
-- Answers with "decided", "already" (same idempotency key), or why it was refused: "unknown", "closed", "changed".
create function engine.decide_review(p_workspace text, p_review bigint, p_decision json, p_settlement json) returns text
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_review review;
  v_run bigint;
  v_settled record;
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
  perform engine.close_review(p_review, p_decision);

  select * into v_settled
  from engine.settle_tasks(array(select s from json_populate_recordset(null::engine.settlement, json_build_array(p_settlement)) s), null, '{}', 0, 0);
  perform engine.record_changes(v_settled.events);
  if v_settled.ready_count > 0 then
    perform pg_notify('heddle_work', '');
  end if;
  return 'decided';
end
$$;
