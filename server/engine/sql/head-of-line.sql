-- The turn that is served next in a line, which is that of a tag, at a priority: what becomes ready now takes its place there, behind what is older. So no
-- run waits for the end of another that has 10,000 tasks in line, and none is overtaken for ever (start-time fair queueing).
create function engine.head_of_line(p_priority integer, p_tag text) returns bigint
language plpgsql
stable
as $$
begin
  return coalesce((
    select turn from task
    where turn is not null and worker_tag = p_tag and priority = p_priority
    order by turn, id
    limit 1
  ), 0);
end
$$;

-- Several heads, each by its priority with the tag behind it (which starts with a letter). Asked once before a statement that puts many in line: while it runs, it
-- would walk past all that it has put there itself.
create function engine.heads_of_line(p_lines engine.line[]) returns jsonb
language plpgsql
stable
as $$
begin
  return (
    select coalesce(jsonb_object_agg(l.priority || l.tag, engine.head_of_line(l.priority, l.tag)), '{}')
    from (select distinct priority, tag from unnest(p_lines)) l
  );
end
$$;
