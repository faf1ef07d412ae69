-- The turn that is served next at a priority: what becomes ready now takes its place there, behind what is older. So no
-- run waits for the end of another that has 10,000 tasks in line, and none is overtaken for ever (start-time fair queueing).
create function engine.head_of_line(p_priority integer) returns bigint
language plpgsql
stable
as $$
begin
  return coalesce((
    select turn from task
    where turn is not null and priority = p_priority
    order by turn, id
    limit 1
  ), 0);
end
$$;

-- The heads at several priorities, by priority. Asked once before a statement that puts many in line: while it runs, it
-- would walk past all that it has put there itself.
create function engine.heads_of_line(p_priorities integer[]) returns jsonb
language plpgsql
stable
as $$
begin
  return (
    select coalesce(jsonb_object_agg(p, engine.head_of_line(p)), '{}')
    from (select distinct unnest(p_priorities)) priority (p)
  );
end
$$;
