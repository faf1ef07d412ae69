-- How a dependency resolves by the end of its parent: the table of DESIGN 4, as core/taken.ts has it.
create function engine.resolve(p_requires_success boolean, p_status task_status, p_skip_reason text) returns text
language sql
immutable
as $$
  select case
    when p_status in ('failed', 'canceled') then case when p_requires_success then 'broken' else 'taken' end
    when p_skip_reason = 'not_taken' then 'not_taken'
    else 'taken'
  end
$$;
