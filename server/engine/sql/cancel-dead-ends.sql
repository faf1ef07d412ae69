-- Cancels stages on whose end nothing waits any more: all that depends on them has ended without them. Barriers stand fast.
-- Only where the version asks for it. The caller follows what is settled, and so it goes on upward.
create function engine.cancel_dead_ends(p_ended engine.settled_task[], p_now timestamptz, out settled engine.settled_task[], out events engine.event_draft[])
language plpgsql
as $$
declare
  v_run record;
  v_ended record;
  v_why json := '{"code": "dead_end", "message": "All stages that depend on it have ended"}';
begin
  settled := '{}';
  events := '{}';
  for v_run in
    select p.run_id, array_agg(distinct p.id) as tasks
    from (select distinct e.run_id, e.stage_id from unnest(p_ended) e where e.parent_id is null) e
    join run r on r.id = e.run_id and not r.is_canceled
    join version v on v.id = r.version_id and v.cancels_dead_ends
    join dependency d on d.version_id = v.id and d.to_stage = e.stage_id
    join stage s on s.version_id = v.id and s.stage_id = d.from_stage and not s.is_barrier
    join task p on p.run_id = e.run_id and p.stage_id = d.from_stage and p.subtask is null and p.is_latest and p.status < 'completed'
    where not exists (
      select from dependency o
      join task c on c.run_id = e.run_id and c.stage_id = o.to_stage and c.subtask is null and c.is_latest
      where o.version_id = v.id and o.from_stage = p.stage_id and c.status < 'completed')
    group by p.run_id
  loop
    v_ended := engine.end_tasks(v_run.run_id, v_run.tasks, 'canceled', null, null, p_now);
    update task set error = v_why where id = any (v_run.tasks);
    settled := settled || v_ended.settled;
    -- It does not fail the run: what left it without purpose has, or was allowed to.
    events := events || array(
      select row(e.run_id, e.type, e.task_id, e.stage_id, e.subtask, e.round,
                 (e.data::jsonb || jsonb_build_object('error', v_why))::json, e.settled, 0, e.reviewed, e.started, e.acts)::engine.event_draft
      from unnest(v_ended.events) e);
  end loop;
end
$$;
