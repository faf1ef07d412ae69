-- These runs, and those that tasks of theirs wait for, and so on downward.
create function engine.awaited_below(p_runs bigint[]) returns bigint[]
language plpgsql
stable
as $$
begin
  return array(
    with recursive below (id) as (
      select unnest(p_runs)
      union
      select c.id
      from below b
      join run c on c.origin_run_id = b.id and c.is_awaited and c.status < 'completed'
      join task t on t.id = c.origin_task_id and t.status < 'completed'
    )
    select id from below
  );
end
$$;
