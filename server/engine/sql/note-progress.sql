-- Keeps and tells how far running tasks have come, as the worker says that has their lease. Nothing is written when it is lost.
create function engine.note_progress(p_notes json) returns void
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_events engine.event_draft[];
begin
  perform from run where id in (select (n ->> 'runId')::bigint from json_array_elements(p_notes) n) order by id for update;
  with noted as (
    insert into progress as p (task_id, run_id, succeeded, expected, metadata, text, reported_at)
    select t.id, t.run_id, (n.value ->> 'done')::bigint, (n.value ->> 'total')::bigint,
           json_build_object('note', n.value -> 'note'), n.value ->> 'text', clock_timestamp()
    from json_array_elements(p_notes) n
    join task t on t.id = (n.value ->> 'taskId')::bigint and t.lease = (n.value ->> 'lease')::uuid
    -- The keys themselves, or a kept plan may walk all tasks.
    where t.id = any (array(select (n ->> 'taskId')::bigint from json_array_elements(p_notes) n))
    order by t.id
    on conflict (task_id) do update
    set succeeded = excluded.succeeded, expected = excluded.expected, metadata = excluded.metadata,
        text = excluded.text, reported_at = excluded.reported_at
    returning p.task_id, engine.told_progress(p) as told
  )
  select array_agg(row(t.run_id, 'task.progress', t.id, t.stage_id, t.subtask, t.round,
           n.told, 0, 0, 0, false, false)::engine.event_draft order by t.id)
  into v_events
  from noted n
  join task t on t.id = n.task_id;
  if v_events is not null then
    perform engine.record_changes(v_events);
  end if;
end
$$;
