-- Opens a round of a run: the seeds and all that depends on them are done over, in new rows. The caller holds the run's
-- lock. Rows that are replaced stay as history; those still open are canceled. `p_by_hand` are stages that the round skips;
-- `p_mode` says what was asked: with "retry" a fan-out does over only what failed of it, with "changes" a seed that has a
-- subtask `p_subtask` only that one. `p_feedback` is told to the seeds. Answers like `done`, with the rows that were made.
create function engine.open_round(p_run bigint, p_seeds text[], p_by_hand text[], p_mode text, p_by text,
                           p_subtask integer default null, p_feedback json default null) returns json
language plpgsql
as $$
declare
  v_now timestamptz := date_trunc('milliseconds', clock_timestamp());
  v_stages text[] := engine.round_closure(p_run, p_seeds, p_mode <> 'skip');
  v_heads jsonb := engine.heads_of_line(array(select row(priority, worker_tag)::engine.line from task where run_id = p_run and is_latest));
  v_partly text[] := '{}';
  v_replaced record;
  v_made record;
  v_followed record;
  v_epoch integer;
  v_rows bigint[];
  v_events engine.event_draft[];
begin
  if p_mode = 'retry' then
    v_partly := engine.done_in_part(p_run, v_stages, v_stages, null);
  elsif p_subtask is not null then
    v_partly := engine.done_in_part(p_run, p_seeds, v_stages, p_subtask);
  end if;
  v_replaced := engine.end_tasks(
    p_run,
    array(select id from task where run_id = p_run and stage_id = any (v_stages) and is_latest and status < 'completed'
          and (subtask is null or stage_id = any (v_partly) and subtask = p_subtask)),
    'canceled', null, p_by, v_now,
    array(select id from task where run_id = p_run and stage_id = any (v_partly) and subtask is null and is_latest));
  v_made := engine.make_round(p_run, v_stages, p_by_hand, p_by, v_now, v_heads);
  if cardinality(v_partly) > 0 then
    perform engine.carry_subtasks(p_run, v_partly, p_subtask, v_now, v_heads);
  end if;
  if p_mode in ('rerun', 'changes') then
    -- Somebody asked for them to be done over: their outputs are not looked for.
    update task
    set is_seed = true, feedback = coalesce(p_feedback, feedback)
    where run_id = p_run and stage_id = any (p_seeds) and is_latest
      and (case when stage_id = any (v_partly) then subtask = p_subtask else subtask is null end);
  end if;
  update run set epoch = epoch + 1, is_canceled = false where id = p_run returning epoch into v_epoch;
  v_rows := array(select id from task where run_id = p_run and stage_id = any (v_stages) and subtask is null and is_latest order by id);

  v_events := v_replaced.events || row(p_run, 'run.round', null, null, null, null, json_build_object(
    'mode', p_mode, 'by', p_by, 'epoch', v_epoch, 'seeds', p_seeds, 'stages', engine.round_stages(v_rows)), 0, 0, 0, false, false)::engine.event_draft;
  v_followed := engine.follow(v_made.settled, v_now, v_heads);
  v_events := v_events || v_made.events || v_followed.events;

  -- Counted anew as the run stands now; what the events will count is taken off beforehand.
  update run r
  set open_count = n.open + e.settled, failed_count = n.failed - e.failed, review_count = n.reviews - e.reviewed
  from (
    select count(*) filter (where status < 'completed') as open,
           count(*) filter (where status in ('failed', 'canceled') and not allow_failure and error ->> 'code' is distinct from 'dead_end') as failed,
           (select count(*) from review where run_id = p_run and status = 'open') as reviews
    from task
    where run_id = p_run and subtask is null and is_latest
  ) n,
  (select sum(settled) as settled, sum(failed) as failed, sum(reviewed) as reviewed from unnest(v_events)) e
  where r.id = p_run;
  perform engine.record_changes(v_events);
  perform pg_notify('heddle_work', '');
  return engine.done(p_run, v_rows);
end
$$;

-- Those of `p_stages`, of the stages `p_round` of a round, that can be done over in part: they had fanned out, and nothing
-- that leads to them is done over. They have a subtask `p_subtask`, or without one, some have failed and others have not.
create function engine.done_in_part(p_run bigint, p_stages text[], p_round text[], p_subtask integer) returns text[]
language plpgsql
stable
as $$
begin
  return array(
    select t.stage_id
    from task t
    join run r on r.id = t.run_id
    where t.run_id = p_run and t.stage_id = any (p_stages) and t.subtask is null and t.is_latest and t.subtask_count is not null
      and not exists (select from dependency d
                      where d.version_id = r.version_id and d.to_stage = t.stage_id and d.from_stage = any (p_round))
      and (select count(*) filter (where engine.is_redone(s, p_subtask)) > 0
                  and (p_subtask is not null or count(*) filter (where s.status in ('completed', 'skipped')) > 0)
           from task s
           where s.run_id = p_run and s.stage_id = t.stage_id and s.parent_id = t.id)
  );
end
$$;

-- Whether a fan-out that is done over in part does this subtask of it over: the one that was named, or what failed.
create function engine.is_redone(p_task task, p_subtask integer) returns boolean
language sql
immutable
return case when p_subtask is not null then p_task.subtask = p_subtask else p_task.status in ('failed', 'canceled') end;

-- What a round made, as its event tells it: each stage with its new row, and of a fan-out that is done over in part how
-- many subtasks it has, reuses and may start at once, and how those stand that go on in it or had failed.
create function engine.round_stages(p_tasks bigint[]) returns json
language plpgsql
stable
as $$
begin
  return (
    select json_agg(json_strip_nulls(json_build_object(
      'stageId', t.stage_id, 'taskId', t.id, 'round', t.round,
      'status', case when t.status >= 'completed' then 'waiting' else t.status end,
      'subtasks', case when t.subtask_count is not null then (
        select json_build_object('total', sum(n.count), 'reused', coalesce(sum(n.count) filter (where n.status = 'skipped'), 0),
                                 'pending', coalesce(sum(n.count) filter (where n.status = 'pending'), 0),
                                 'others', json_object_agg(n.status, n.count) filter (where n.status not in ('skipped', 'pending', 'waiting')))
        from (
          select s.status, count(*) as count
          from task s
          where s.run_id = t.run_id and s.stage_id = t.stage_id and s.parent_id = t.id
          group by s.status
        ) n) end)) order by t.id)
    from task t
    where t.id = any (p_tasks)
  );
end
$$;
