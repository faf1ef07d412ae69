-- Adds what outside systems have reported to the progress of their tasks: one row a task and attempt, with the sums.
-- Touches the table "progress" only, its rows in the order of the tasks. Returns the rows that held: the attempt that
-- they are about is under way. What has ended stays as it is.
create function engine.record_reports(p_reports json) returns json
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_held json;
begin
  perform from progress
  where task_id = any (array(select (r ->> 'taskId')::bigint from json_array_elements(p_reports) r))
  order by task_id
  for update;

  -- A statement of its own: whoever ends a task holds its row too, and is seen here.
  with updated as (
    update progress p
    set succeeded = least(p.succeeded + r."newSuccess"::numeric, 9007199254740991),
        failed = least(p.failed + r."newFailures"::numeric, 9007199254740991),
        expected = coalesce(r."expectedCount", p.expected),
        metadata = coalesce(r.metadata, p.metadata),
        reported_at = clock_timestamp()
    from json_to_recordset(p_reports) r
           ("taskId" bigint, attempt integer, "newSuccess" bigint, "newFailures" bigint, "expectedCount" bigint, metadata json)
    join task t on t.id = r."taskId"
    where p.task_id = r."taskId" and t.attempt = r.attempt and t.status in ('running', 'suspended')
    returning p.task_id
  )
  select coalesce(json_agg(task_id), '[]') into v_held from updated;
  return v_held;
end
$$;
