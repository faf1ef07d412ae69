-- Writes the follow-ups that completions cause: of a stage as a whole, never of a subtask, and of a run. They are evaluated
-- later, but nothing that commits without them can be seen.
create function engine.write_spawns(p_events engine.event_draft[], p_turned engine.turned_run[], p_now timestamptz) returns void
language plpgsql
as $$
begin
  insert into spawn (workspace_id, run_id, task_id, stage_id, spawn, next_at)
  select r.workspace_id, e.run_id, e.task_id, e.stage_id, declared.place, p_now
  from unnest(p_events) with ordinality e
  join run r on r.id = e.run_id
  join stage s on s.version_id = r.version_id and s.stage_id = e.stage_id
  cross join lateral generate_series(0, s.spawn_count - 1) declared (place)
  where e.acts and e.subtask is null and e.type = 'task.settled' and e.data ->> 'status' = 'completed'
  union all
  select r.workspace_id, r.id, null, null, declared.place, p_now
  from unnest(p_turned) t
  join run r on r.id = t.run_id
  join version v on v.id = r.version_id
  cross join lateral generate_series(0, v.spawn_count - 1) declared (place)
  where t.acts and t.new_status = 'completed'
  -- A run that completes again after a new round has had its follow-ups.
  on conflict do nothing;
  if found then
    perform pg_notify('heddle_work', 'f');
  end if;
end
$$;
