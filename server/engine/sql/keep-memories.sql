-- Keeps what there is of the code of tasks that wait.
create function engine.keep_memories(p_moved engine.moved_task[]) returns void
language plpgsql
as $$
begin
  insert into task_memory (task_id, bytes)
  select m.task_id, decode((m.settlement).memory, 'base64')
  from unnest(p_moved) m
  where (m.settlement).memory is not null
  on conflict (task_id) do update set bytes = excluded.bytes;
end
$$;
