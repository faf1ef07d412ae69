-- What tasks need beside themselves, once per run: its input, and the outputs that they read. Left out are the runs
-- that the worker knows, each as "<run>:<epoch>".
create function engine.contexts_of(p_tasks bigint[], p_known text[]) returns json
language plpgsql
stable
as $$
begin
  return (
    select coalesce(json_agg(json_build_object(
      'runId', r.id, 'epoch', r.epoch, 'workspaceId', r.workspace_id, 'versionId', r.version_id, 'itemId', r.item_id, 'isBased', r.base_run_id is not null,
      'input', r.input, 'inputHash', r.input_hash, 'outputs', coalesce(engine.outputs_of(r.id, c.reads), '{}'))), '[]')
    from (
      select t.run_id, array_agg(distinct read.stage_id) filter (where read.stage_id is not null) as reads
      from task t
      join run r on r.id = t.run_id
      join stage s on s.version_id = r.version_id and s.stage_id = t.stage_id
      left join lateral unnest(case when t.subtask is null then s.reads else s.subtask_reads end) read (stage_id) on true
      where t.id = any (p_tasks) and (r.id || ':' || r.epoch) <> all (p_known)
      group by t.run_id
    ) c
    join run r on r.id = c.run_id
  );
end
$$;
