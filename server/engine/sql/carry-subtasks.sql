-- Lets stages that had fanned out do over only some of their subtasks: the one of number `p_subtask`, or what failed
-- (`is_redone`). The others come into the new round as they are: what has an output with that, as reused; what failed as
-- failed; and what is still open goes on in it, its attempts and reviews undisturbed. `p_stages` are stages whose latest rows
-- are ready to start.
create function engine.carry_subtasks(p_run bigint, p_stages text[], p_subtask integer, p_now timestamptz, p_heads jsonb) returns void
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
  going_on as (
    update task o
    set parent_id = f.id, round = f.round, is_latest = true
    from fan_out f
    where o.run_id = p_run and o.stage_id = f.stage_id and o.parent_id = f.before_id and o.status < 'completed'
    returning o.parent_id, o.status
  ),
  made as (
    insert into task (run_id, stage_id, subtask, round, status, available_at, turn, parent_id, priority, worker_tag, acts, item,
                      input, input_hash, output, output_hash, input_digest, source_task_id, skip_reason, error, finished_at)
    select p_run, f.stage_id, o.subtask, f.round,
           (case when o.is_reused then 'skipped' when not o.is_redone then o.status::text when o.starts then 'pending' else 'waiting' end)::task_status,
           case when o.starts then p_now end,
           case when o.starts then engine.turn_at(p_heads, o.priority, o.worker_tag) end,
           f.id, o.priority, o.worker_tag, o.acts, o.item,
           case when not o.is_redone then o.input end, case when not o.is_redone then o.input_hash end,
           case when not o.is_redone then o.output end, case when not o.is_redone then o.output_hash end,
           case when not o.is_redone then o.input_digest end, case when o.is_reused then coalesce(o.source_task_id, o.id) end,
           case when o.is_reused then 'reused' end, case when not o.is_redone then o.error end,
           case when not o.is_redone then p_now end
    from fan_out f
    cross join lateral (
      select n.*,
             n.is_redone and row_number() over (partition by n.is_redone order by n.subtask) <= coalesce(f.concurrency - (
               select count(*) from going_on g where g.parent_id = f.id and g.status <> 'waiting'), f.subtask_count) as starts
      from (
        select s.*, engine.is_redone(s, p_subtask) as is_redone,
               s.status in ('completed', 'skipped') and not engine.is_redone(s, p_subtask) as is_reused
        from task s
        where s.run_id = p_run and s.stage_id = f.stage_id and s.parent_id = f.before_id and s.status >= 'completed'
      ) n
    ) o
    order by f.id, o.subtask
    returning parent_id, status
  )
  update task t
  set status = 'running',
      turn = null,
      started_at = p_now,
      subtask_count = f.subtask_count,
      subtask_open = (select count(*) from made m where m.parent_id = f.id and m.status < 'completed')
                     + (select count(*) from going_on g where g.parent_id = f.id),
      subtask_failed = (select count(*) from made m where m.parent_id = f.id and m.status in ('failed', 'canceled')),
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
