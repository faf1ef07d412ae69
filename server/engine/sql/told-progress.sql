-- What people are told of a task's progress.
create function engine.told_progress(p_progress progress) returns json
language sql
immutable
as $$
  select case when p_progress.text is null
    then json_build_object('succeeded', p_progress.succeeded, 'failed', p_progress.failed, 'expected', p_progress.expected,
                           'note', p_progress.metadata ->> 'note')
    else json_build_object('succeeded', p_progress.succeeded, 'failed', 0, 'expected', null, 'isText', true) end
$$;
