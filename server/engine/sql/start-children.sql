-- Starts the runs that suspended tasks wait for, in the commit that suspends them. Returns how many first stages are ready.
create function engine.start_children(p_moved engine.moved_task[]) returns bigint
language plpgsql
as $$
declare
  v_tasks bigint[];
  v_ids bigint[];
  v_requests engine.start_request[];
begin
  select array_agg(m.task_id), array_agg(nextval('run_id_seq')),
         array_agg(json_populate_record(null::engine.start_request, (
           (m.settlement).child::jsonb || jsonb_build_object(
             'origin_run_id', m.run_id, 'origin_task_id', m.task_id, 'is_awaited', true, 'priority', r.priority))::json))
  into v_tasks, v_ids, v_requests
  from unnest(p_moved) m
  join run r on r.id = m.run_id
  where m.status = 'suspended' and (m.settlement).child is not null;

  update task t
  set suspension = (t.suspension::jsonb || jsonb_build_object('runId', c.run_id))::json
  from unnest(v_tasks, v_ids) c (task_id, run_id)
  where t.id = c.task_id;
  return (engine.insert_runs(v_requests, v_ids)).ready_count;
end
$$;
