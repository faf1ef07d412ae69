-- The same for tasks that were leased by somebody else, and those tasks themselves.
create function engine.describe_claims(p_tasks bigint[]) returns json
language plpgsql
stable
as $$
begin
  return json_build_object(
    'tasks', (
      select json_agg(json_build_object(
        'taskId', t.id, 'runId', t.run_id, 'stageId', t.stage_id, 'subtask', t.subtask, 'round', t.round,
        'epoch', r.epoch, 'attempt', t.attempt, 'lease', t.lease, 'item', t.item, 'suspension', t.suspension,
        'feedback', t.feedback) order by t.id)
      from task t
      join run r on r.id = t.run_id
      where t.id = any (p_tasks)
    ),
    'runs', engine.contexts_of(p_tasks, '{}'));
end
$$;
