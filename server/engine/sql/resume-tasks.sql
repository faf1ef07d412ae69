-- Suspended tasks go on: back in line, in an attempt that has been counted already. `p_results` holds by task id what is
-- merged into what they waited for. The caller holds the locks of their runs, and records the events.
create function engine.resume_tasks(p_tasks bigint[], p_results json, out woken bigint[], out events engine.event_draft[])
language plpgsql
as $$
begin
  with resumed as (
    update task t
    set status = 'pending',
        wake_at = null,
        attempt = t.attempt - 1,
        available_at = date_trunc('milliseconds', clock_timestamp()),
        suspension = case when p_results -> t.id::text is null then t.suspension
                          else (t.suspension::jsonb || (p_results -> t.id::text)::jsonb)::json end,
        turn = case when not r.is_paused then engine.head_of_line(t.priority, t.worker_tag) end,
        blocked_key = case when r.is_paused then 'paused' end
    from run r
    where t.id = any (p_tasks) and r.id = t.run_id and t.status = 'suspended'
    returning t.id, t.run_id, t.stage_id, t.subtask, t.round, t.suspension
  )
  select coalesce(array_agg(w.id), '{}'),
         coalesce(array_agg(row(w.run_id, 'task.woken', w.id, w.stage_id, w.subtask, w.round,
           json_build_object('for', w.suspension -> 'for'), 0, 0, 0, false, false)::engine.event_draft order by w.id), '{}')
  into woken, events
  from resumed w;
end
$$;
