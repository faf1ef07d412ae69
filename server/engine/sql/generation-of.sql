-- How many runs caused each other before this one; it looks no further back than 200.
create function engine.generation_of(p_run bigint) returns integer
language plpgsql
stable
as $$
begin
  return (
    with recursive line (id, depth) as (
      select p_run, 0
      union all
      select r.origin_run_id, l.depth + 1
      from line l
      join run r on r.id = l.id
      where r.origin_run_id is not null and l.depth < 200
    )
    select max(depth) from line
  );
end
$$;
