-- The outputs of stages that have ended, by stage; that of a fan-out is put together from its subtasks, up to 64 MiB
-- as they are stored. The latest round counts; for what a task has caused, its own.
create function engine.outputs_of(p_run bigint, p_stages text[], p_task bigint default null) returns json
language plpgsql
stable
as $$
begin
  if p_stages is null then
    return null;
  end if;
  return (
    select json_object_agg(t.stage_id, json_build_object(
      'status', t.status, 'skipReason', t.skip_reason, 'output', t.output, 'outputHash', t.output_hash,
      'isTooLarge', coalesce(fan.bytes > 64 * 1024 * 1024, false),
      'subtasks', case when fan.bytes <= 64 * 1024 * 1024 then (
        select coalesce(json_agg(json_build_object('status', sub.status, 'output', sub.output, 'outputHash', sub.output_hash, 'error', sub.error)
                 order by sub.subtask), '[]')
        from task sub
        where sub.run_id = made.run_id and sub.stage_id = t.stage_id and sub.parent_id = made.id
      ) end))
    from unnest(p_stages) s (stage_id)
    join task t on t.run_id = p_run and t.stage_id = s.stage_id and t.subtask is null
      and (t.id = p_task or (t.is_latest and not exists (select from task own where own.id = p_task and own.stage_id = t.stage_id)))
    -- A fan-out that was reused is read where it was made.
    left join task source on source.id = t.source_task_id
    cross join lateral (select coalesce(source.run_id, t.run_id) as run_id, coalesce(source.id, t.id) as id) made
    left join lateral (
      select coalesce(sum(pg_column_size(sub.output)), 0) as bytes
      from task sub
      where sub.run_id = made.run_id and sub.stage_id = t.stage_id and sub.parent_id = made.id
    ) fan on t.subtask_count is not null
    where t.status in ('completed', 'failed', 'skipped', 'canceled')
  );
end
$$;
