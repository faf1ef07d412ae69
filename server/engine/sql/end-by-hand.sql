-- Ends open tasks of a run, follows and records it. Answers with the tasks that ended so, and how the run stands.
create function engine.end_by_hand(p_run bigint, p_tasks bigint[], p_status task_status, p_skip_reason text, p_by text) returns json
language plpgsql
as $$
declare
  v_now timestamptz := date_trunc('milliseconds', clock_timestamp());
  v_open bigint[] := array(select id from task where run_id = p_run and id = any (p_tasks) and status < 'completed');
  v_ended record;
  v_followed record;
begin
  if cardinality(v_open) > 0 then
    v_ended := engine.end_tasks(p_run, v_open, p_status, p_skip_reason, p_by, v_now);
    v_followed := engine.follow(v_ended.settled, v_now, engine.heads_of_line(array(select row(priority, '')::engine.line from run where id = p_run)));
    perform engine.record_changes(v_ended.events || v_followed.events);
    if v_followed.ready_count > 0 then
      perform pg_notify('heddle_work', '');
    end if;
  end if;
  return engine.done(p_run, v_open);
end
$$;

-- The answer of a change by hand: which tasks it changed, and how the run stands now.
create function engine.done(p_run bigint, p_changed bigint[]) returns json
language sql
stable
as $$
  select json_build_object('outcome', 'done', 'changed', p_changed, 'status', status) from run where id = p_run
$$;
