-- Starts a run that is based on another. `p_fates` says of each stage whether it is a seed, a suspect or reused (core/update-plan.ts);
-- the plan was made of the base run as it stood at `p_epoch`. Answers with the run, or why there is none: the base run is
-- unknown, has not completed, has changed, or is stale: a newer update run is there.
create function engine.start_update_run(p_request json, p_base bigint, p_epoch integer, p_fates json, p_change json, p_is_forced boolean) returns json
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_now timestamptz := date_trunc('milliseconds', clock_timestamp());
  v_request engine.start_request := json_populate_record(null::engine.start_request, p_request);
  v_base run;
  v_run run;
  v_newer bigint;
  v_heads jsonb;
  v_settled engine.settled_task[];
  v_events engine.event_draft[];
  v_followed record;
begin
  select * into v_base from run where id = p_base and workspace_id = v_request.workspace_id for update;
  if v_base.id is null then
    return json_build_object('outcome', 'unknown');
  end if;
  select * into v_run from run where workspace_id = v_request.workspace_id and idempotency_key = v_request.idempotency_key;
  if v_run.id is not null then
    return json_build_object('outcome', 'started', 'runId', v_run.id, 'requestHash', v_run.request_hash);
  end if;
  if v_base.status <> 'completed' then
    return json_build_object('outcome', 'unfinished', 'status', v_base.status);
  end if;
  if v_base.epoch <> p_epoch then
    return json_build_object('outcome', 'changed');
  end if;
  select max(id) into v_newer from run where base_run_id = p_base;
  if v_newer is not null and not p_is_forced then
    return json_build_object('outcome', 'stale', 'runId', v_newer);
  end if;

  insert into run (workspace_id, workflow_id, version_id, item_id, input, input_hash, input_size, started_by, idempotency_key, request_hash,
                   last_seq, task_count, open_count, acts, priority, metadata, base_run_id, root_run_id, change)
  select v_request.workspace_id, v_request.workflow_id, v_request.version_id, v_request.item_id, v_request.input, v_request.input_hash,
         v_request.input_size, v_request.started_by, v_request.idempotency_key, v_request.request_hash, 1, n.stages, n.stages,
         coalesce(cardinality(v.actions) > 0 or v.spawn_count > 0, false), coalesce(v_request.priority, 0), v_request.metadata,
         p_base, coalesce(v_base.root_run_id, p_base), p_change
  from version v
  cross join lateral (select count(*) as stages from stage s where s.version_id = v.id) n
  where v.id = v_request.version_id
  returning * into v_run;
  insert into event (run_id, seq, at, type, data) values (v_run.id, 1, v_now, 'run.status', '{"status":"queued"}');

  v_heads := engine.heads_of_line(array(select row(v_run.priority + s.priority, s.worker_tag)::engine.line from stage s where s.version_id = v_run.version_id));
  with fate as (
    select f.stage_id, f.fate, b.*
    from json_to_recordset(p_fates) f (stage_id text, fate text)
    left join lateral (
      select coalesce(t.source_task_id, t.id) as source, t.status, case when t.status = 'completed' then 'reused' else t.skip_reason end as reason,
             t.output, t.output_hash, t.input_digest, t.subtask_count
      from task t
      where t.run_id = p_base and t.stage_id = f.stage_id and t.subtask is null and t.is_latest
    ) b on f.fate = 'reused'
  ),
  next as (
    select s.*, f.fate, f.source, f.reason, f.output, f.output_hash, f.input_digest, f.subtask_count, c.waits_for, c.taken,
           (case
              when f.fate = 'reused' then 'skipped'
              when c.waits_for > 0 then 'waiting'
              when s.dependency_count > 0 and c.taken = 0 then 'skipped'
              else 'pending'
            end)::task_status as status
    from stage s
    join fate f on f.stage_id = s.stage_id
    cross join lateral (
      select count(*) filter (where p.fate <> 'reused') as waits_for,
             count(*) filter (where p.fate = 'reused' and engine.resolve(d.requires_success, 'skipped', p.reason) = 'taken') as taken
      from dependency d
      join fate p on p.stage_id = d.from_stage
      where d.version_id = s.version_id and d.to_stage = s.stage_id
    ) c
    where s.version_id = v_run.version_id
  ),
  made as (
    insert into task (run_id, stage_id, status, wait_finished, taken_count, available_at, turn, priority, worker_tag, allow_failure, acts,
                      is_seed, feedback, skip_reason, source_task_id, output, output_hash, input_digest, subtask_count, finished_at)
    select v_run.id, n.stage_id, n.status, n.waits_for, n.taken,
           case when n.status = 'pending' then v_now end,
           case when n.status = 'pending' then engine.turn_at(v_heads, v_run.priority + n.priority, n.worker_tag) end,
           v_run.priority + n.priority, n.worker_tag, n.allow_failure, cardinality(n.actions) > 0 or n.spawn_count > 0 or n.kind = 'external',
           n.fate = 'seed',
           -- Who does it anew is told why, as after a check or a review.
           case when n.fate = 'seed' and p_change ->> 'note' <> '' then json_build_object('summary', p_change ->> 'note') end,
           case when n.status = 'skipped' then coalesce(n.reason, 'not_taken') end,
           case when n.reason in ('reused', 'cached') then n.source end,
           n.output, n.output_hash, n.input_digest, n.subtask_count, case when n.status = 'skipped' then v_now end
    from next n
    order by n.ordinal
    returning *
  ),
  linked as (
    insert into artifact (run_id, task_id, hash, name, media_type, size)
    select distinct on (a.hash, a.name, m.id) v_run.id, m.id, a.hash, a.name, a.media_type, a.size
    from made m
    join task source on source.id = m.source_task_id
    join artifact a on a.run_id = source.run_id
      and a.task_id in (select source.id union all select sub.id from task sub where sub.run_id = source.run_id and sub.stage_id = source.stage_id and sub.parent_id = source.id)
  )
  select coalesce(array_agg(row(m.run_id, m.stage_id, null, m.status, m.skip_reason)::engine.settled_task)
           filter (where m.skip_reason = 'not_taken' and not exists (select from fate f where f.stage_id = m.stage_id and f.fate = 'reused')), '{}'),
         coalesce(array_agg(row(m.run_id, 'task.settled', m.id, m.stage_id, null, m.round, json_strip_nulls(json_build_object(
           'status', m.status, 'skipReason', m.skip_reason)), 1, 0, 0, false, false)::engine.event_draft order by m.id) filter (where m.status = 'skipped'), '{}')
  into v_settled, v_events
  from made m;

  v_followed := engine.follow(v_settled, v_now, v_heads);
  v_events := v_events || v_followed.events;
  if cardinality(v_events) > 0 then
    perform engine.record_changes(v_events);
  end if;
  perform pg_notify('heddle_work', '');
  return json_build_object('outcome', 'started', 'runId', v_run.id, 'requestHash', v_run.request_hash);
end
$$;
