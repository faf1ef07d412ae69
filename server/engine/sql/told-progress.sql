-- What people are told of a task's progress.
create function engine.told_progress(p_progress progress) returns json
language sql
immutable
as $$
  select json_build_object('succeeded', p_progress.succeeded, 'failed', p_progress.failed, 'expected', p_progress.expected,
                           'note', p_progress.metadata ->> 'note')
$$;
