-- Makes the subtasks of what fanned out; those beyond a fan-out's concurrency wait. Returns how many are ready.
create function engine.make_subtasks(p_moved engine.moved_task[], p_now timestamptz) returns bigint
language plpgsql
as $$
declare
  v_ready bigint;
  v_heads jsonb;
begin
  v_heads := engine.heads_of_line(array(
    select row(t.priority, t.worker_tag)::engine.line from unnest(p_moved) m join task t on t.id = m.task_id where (m.settlement).items is not null));

  with made as (
    insert into task (run_id, stage_id, subtask, round, status, available_at, turn, priority, worker_tag, parent_id, item, acts, is_seed, feedback)
    select m.run_id, m.stage_id, i.ordinality - 1, m.round,
           (case when i.ordinality <= coalesce(s.concurrency, i.ordinality) then 'pending' else 'waiting' end)::task_status,
           case when i.ordinality <= coalesce(s.concurrency, i.ordinality) then p_now end,
           -- One turn each: other runs come in between.
           case when i.ordinality <= coalesce(s.concurrency, i.ordinality) then engine.turn_at(v_heads, p.priority, p.worker_tag) + i.ordinality - 1 end,
           p.priority, p.worker_tag, m.task_id, i.value, m.acts, p.is_seed,
           -- They do the work that it was told about.
           p.feedback
    from unnest(p_moved) m
    cross join lateral (select (m.settlement).*) s
    join task p on p.id = m.task_id
    cross join lateral json_array_elements(s.items) with ordinality i
    where s.to_status = 'fanned_out'
    returning status
  )
  select count(*) into v_ready from made where status = 'pending';
  return v_ready;
end
$$;
