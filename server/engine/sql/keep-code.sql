-- Keeps what there is of code that is about to call the outside, with the calls and what has come of earlier ones: whoever
-- takes the task over goes on from here, and repeats what has no answer. Under the lease; false when it is lost.
create function engine.keep_code(p_task bigint, p_lease uuid, p_memory text, p_calls json, p_answers json) returns boolean
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_attempt integer;
begin
  -- It has come further since a worker was lost with it: what counts are losses at the same place.
  update task set suspension = '{"for":"call","keepsMemory":true}', rescue_count = 0
  where id = p_task and lease = p_lease
  returning attempt into v_attempt;
  if v_attempt is null then
    return false;
  end if;
  insert into task_memory (task_id, bytes) values (p_task, decode(p_memory, 'base64'))
  on conflict (task_id) do update set bytes = excluded.bytes;
  insert into host_call (task_id, attempt, call_id, service, method, args, asked_at)
  select p_task, v_attempt, (c ->> 'id')::bigint, c ->> 'service', c ->> 'method', c -> 'args', clock_timestamp()
  from json_array_elements(p_calls) c
  on conflict do nothing;
  perform engine.answer_calls(p_task, v_attempt, p_answers);
  return true;
end
$$;

-- Notes what has come of the last calls of code that has ended. Under the lease.
create function engine.note_answers(p_task bigint, p_lease uuid, p_answers json) returns void
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_attempt integer := (select attempt from task where id = p_task and lease = p_lease for update);
begin
  perform engine.answer_calls(p_task, v_attempt, p_answers);
end
$$;

-- Notes what has come of calls, [[id, answer], …]; of one that was answered before, nothing. The caller holds the task.
create function engine.answer_calls(p_task bigint, p_attempt integer, p_answers json) returns void
language plpgsql
as $$
begin
  update host_call c
  set answer = a -> 1, answered_at = clock_timestamp()
  from json_array_elements(p_answers) a
  where c.task_id = p_task and c.attempt = p_attempt and c.call_id = (a ->> 0)::bigint and c.answer is null;
end
$$;
