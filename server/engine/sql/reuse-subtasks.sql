-- Lets stages that had fanned out do over only those of their subtasks that failed: the others come into the new round as
-- they are, with what they have made. `p_stages` must be the latest rows, ready to start, of stages whose row before had failed subtasks.
create function engine.reuse_subtasks(p_run bigint, p_stages text[], p_now timestamptz, p_heads jsonb) returns void
language plpgsql
as $$
begin
  with fan_out as (
    select t.id, t.stage_id, t.round, before.id as before_id, before.subtask_count, before.keeps_failures,
           (select (s ->> 'concurrency')::int
            from run r
            join version v on v.id = r.version_id
            cross join lateral (select x.value -> 'forEach' as s from json_array_elements(v.definition -> 'stages') x
                                where x.value ->> 'id' = t.stage_id) f
            where r.id = p_run) as concurrency
    from task t
    join task before on before.run_id = p_run and before.stage_id = t.stage_id and before.subtask is null and before.round = t.round - 1
    where t.run_id = p_run and t.stage_id = any (p_stages) and t.subtask is null and t.is_latest
  ),
  made as (
    insert into task (run_id, stage_id, subtask, round, status, available_at, turn, parent_id, priority, acts, item,
                      input, input_hash, output, output_hash, input_digest, source_task_id, skip_reason, finished_at)
    select p_run, f.stage_id, o.subtask, f.round,
           (case when not o.is_again then 'skipped' when o.place <= coalesce(f.concurrency, o.place) then 'pending' else 'waiting' end)::task_status,
           case when o.is_again and o.place <= coalesce(f.concurrency, o.place) then p_now end,
           case when o.is_again and o.place <= coalesce(f.concurrency, o.place) then engine.turn_at(p_heads, o.priority) end,
           f.id, o.priority, o.acts, o.item,
           case when not o.is_again then o.input end, case when not o.is_again then o.input_hash end,
           case when not o.is_again then o.output end, case when not o.is_again then o.output_hash end,
           case when not o.is_again then o.input_digest end, case when not o.is_again then coalesce(o.source_task_id, o.id) end,
           case when not o.is_again then 'reused' end, case when not o.is_again then p_now end
    from fan_out f
    cross join lateral (
      select s.*, s.status in ('failed', 'canceled') as is_again,
             row_number() over (partition by s.status in ('failed', 'canceled') order by s.subtask) as place
      from task s
      where s.run_id = p_run and s.stage_id = f.stage_id and s.parent_id = f.before_id
    ) o
    order by f.id, o.subtask
    returning parent_id, status
  )
  update task t
  set status = 'running',
      turn = null,
      started_at = p_now,
      subtask_count = f.subtask_count,
      subtask_open = (select count(*) from made m where m.parent_id = f.id and m.status <> 'skipped'),
      keeps_failures = f.keeps_failures
  from fan_out f
  where t.id = f.id;

  insert into artifact (run_id, task_id, hash, name, media_type, size)
  select p_run, t.id, a.hash, a.name, a.media_type, a.size
  from task t
  join task o on o.run_id = p_run and o.stage_id = t.stage_id and o.subtask = t.subtask and o.round = t.round - 1
  join artifact a on a.run_id = p_run and a.task_id = o.id
  where t.run_id = p_run and t.stage_id = any (p_stages) and t.is_latest and t.skip_reason = 'reused';
end
$$;
