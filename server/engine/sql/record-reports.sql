-- Adds what outside systems have reported to the progress of their tasks. What was said before under the same key is not
-- added again. Writes the rows of "progress" in the order of the tasks, and no task. Returns those, as pairs of task and
-- attempt, whose attempt is under way; what has ended stays as it is.
create function engine.record_reports(p_reports json) returns json
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_held json;
  v_tasks bigint[] := array(select distinct (r ->> 'taskId')::bigint from json_array_elements(p_reports) r);
begin
  perform from progress
  where task_id = any (v_tasks)
  order by task_id
  for update;

  -- A statement of its own: whoever ends a task holds its row too, and is seen here.
  with given as (
    select (r ->> 'taskId')::bigint as task_id, (r ->> 'attempt')::integer as attempt, r ->> 'key' as key, ordinality as place,
           (r ->> 'newSuccess')::bigint as succeeded, (r ->> 'newFailures')::bigint as failed,
           (r ->> 'expectedCount')::bigint as expected, r -> 'metadata' as metadata
    from json_array_elements(p_reports) with ordinality r (r, ordinality)
  ),
  held as materialized (
    select g.*
    from given g
    join task t on t.id = g.task_id
    join progress p on p.task_id = g.task_id
    -- By key, whatever the planner thinks of the size of tables.
    where t.id = any (v_tasks) and p.task_id = any (v_tasks) and t.attempt = g.attempt and t.status in ('running', 'suspended')
  ),
  fresh as (
    insert into report_key (task_id, key)
    select distinct h.task_id, h.key from held h where h.key is not null
    on conflict do nothing
    returning task_id, key
  ),
  added as (
    update progress p
    set succeeded = least(p.succeeded + r.succeeded, 9007199254740991),
        failed = least(p.failed + r.failed, 9007199254740991),
        expected = coalesce(r.expected, p.expected),
        metadata = coalesce(r.metadata, p.metadata),
        reported_at = clock_timestamp()
    from (
      select h.task_id, sum(h.succeeded) as succeeded, sum(h.failed) as failed,
             (array_agg(h.expected order by h.place desc) filter (where h.expected is not null))[1] as expected,
             (array_agg(h.metadata order by h.place desc) filter (where h.metadata is not null))[1] as metadata
      from held h
      left join fresh f on f.task_id = h.task_id and f.key = h.key
      where h.key is null or f.key is not null
      group by h.task_id
    ) r
    where p.task_id = r.task_id and p.task_id = any (v_tasks)
  )
  select coalesce(json_agg(distinct jsonb_build_array(task_id, attempt)), '[]') into v_held from held;
  return v_held;
end
$$;
