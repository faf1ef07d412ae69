-- Why tasks of a run cannot be changed by hand: one is not there, is a subtask although only stages are meant, or its status
-- is not among those from which it may move or in which it already is what was asked for. Null when all can. What an
-- earlier round has left behind is passed over.
create function engine.refusal(p_run bigint, p_tasks bigint[], p_statuses task_status[], p_takes_subtasks boolean) returns json
language plpgsql
stable
as $$
declare
  v_task record;
begin
  select a.id, t.status, t.subtask into v_task
  from unnest(p_tasks) with ordinality a (id, place)
  left join task t on t.id = a.id and t.run_id = p_run
  where t.id is null or (t.subtask is not null and not p_takes_subtasks)
    or (t.is_latest and t.status <> all (p_statuses))
  order by a.place
  limit 1;
  return case
    when v_task.id is null then null
    when v_task.status is null then json_build_object('outcome', 'unknown', 'taskId', v_task.id)
    when v_task.subtask is not null and not p_takes_subtasks then json_build_object('outcome', 'subtask', 'taskId', v_task.id)
    else json_build_object('outcome', 'conflict', 'taskId', v_task.id, 'status', v_task.status)
  end;
end
$$;
