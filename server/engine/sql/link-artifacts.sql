create function engine.link_artifacts(p_moved engine.moved_task[]) returns void
language plpgsql
as $$
begin
  insert into artifact (run_id, task_id, hash, name, media_type, size)
  select m.run_id, m.task_id, a.hash, a.name, a.media_type, a.size
  from unnest(p_moved) m
  cross join lateral json_to_recordset((m.settlement).artifacts) a (hash text, name text, media_type text, size bigint)
  on conflict do nothing;
end
$$;
