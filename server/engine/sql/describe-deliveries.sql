-- What these deliveries need to be sent: the cause of each with the payloads that their expressions may read.
create function engine.describe_deliveries(p_deliveries bigint[]) returns json
language plpgsql
stable
as $$
begin
  return (
    select coalesce(json_agg(json_build_object(
      'id', d.id, 'lease', d.lease, 'workspaceId', d.workspace_id, 'key', d.key, 'trigger', d.trigger, 'action', d.action,
      'host', d.host, 'attempts', d.attempts, 'about', d.about,
      'run', case when r.id is not null then json_build_object(
        'id', r.id, 'versionId', r.version_id, 'status', r.status, 'itemId', r.item_id, 'input', r.input,
        'inputHash', r.input_hash, 'metadata', r.metadata) end,
      'task', case when t.id is not null then json_build_object(
        'id', t.id, 'stageId', t.stage_id, 'attempt', t.attempt, 'subtask', t.subtask, 'item', t.item,
        'hasSubtasks', t.subtask_count is not null, 'output', t.output, 'outputHash', t.output_hash, 'error', t.error) end,
      'registered', case when d.task_id is not null and d.action is null then (select p.cancel_action from progress p where p.task_id = d.task_id) end,
      'batch', case when b.id is not null then json_build_object(
        'id', b.id, 'title', b.title, 'metadata', b.metadata, 'onComplete', b.on_complete,
        'counts', json_build_object('total', b.run_count, 'completed', b.completed_count, 'failed', b.failed_count, 'canceled', b.canceled_count)) end
    ) order by d.id), '[]')
    from delivery d
    left join run r on r.id = d.run_id
    left join task t on t.id = d.task_id and t.run_id = d.run_id
    left join batch b on b.id = d.batch_id
    where d.id = any (p_deliveries)
  );
end
$$;
