/** Of run `r`: whether something that goes on, or is kept, needs it. */
export const IS_NEEDED = `(
  -- An update run reads what it is based on; a run that waits for another reads its end.
  exists (select from run u where u.base_run_id = r.id and u.finished_at is null)
  or exists (select from run o where o.id = r.origin_run_id and o.finished_at is null)
  or exists (select from call_wait c where c.run_id = r.id)
  or exists (select from delivery d where d.run_id = r.id and d.status = 'pending')
  or exists (select from spawn s where s.run_id = r.id and s.status = 'pending')
  -- An output that is found again is kept with its run; one that nobody has looked for in a week is not.
  or exists (
    select from cache_entry e
    where e.run_id = r.id and (e.expires_at is null or e.expires_at > now())
      and coalesce(e.last_hit_at, e.created_at) > now() - interval '7 days'
  )
  -- The subtasks of a fan-out that was reused are read where they were made.
  or exists (
    select from task mine
    join task t on t.source_task_id = mine.id
    where mine.run_id = r.id and t.run_id <> r.id and t.subtask_count is not null
  ))`;

/** Of run `r` of workflow $1: whether a retention of $2 days and $3 runs lets it go. */
export const IS_DUE = `
  r.workflow_id = $1 and r.finished_at is not null and (
    r.finished_at < now() - make_interval(days => $2::int)
    or ($3::bigint is not null and r.id <= (
      select k.id from run k
      where k.workflow_id = $1 and k.finished_at is not null
      order by k.id desc
      offset $3 limit 1
    ))
  )`;
