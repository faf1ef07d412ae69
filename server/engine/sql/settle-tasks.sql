-- Applies settlements that still hold, and all that follows from them at once: subtasks made, parents of fan-outs
-- counted, children unlocked, skipped or failed, reviews opened, artifacts linked. Returns the tasks that were moved, how
-- many tasks became ready, and the events to record; for a worker with free places also what it was handed on: those tasks,
-- leased and described. `is_line_empty` when it is known that nothing stands in a line of the worker.
-- `missed` and `known` answer attempts that look for an output (`seek_outputs`).
create function engine.settle_tasks(p_settlements engine.settlement[], p_worker uuid, p_tags text[], p_places integer, p_lease_ms integer,
                                    out moved bigint[], out ready_count bigint, out events engine.event_draft[],
                                    out handed bigint[], out handed_tasks json[], out is_line_empty boolean,
                                    out missed bigint[], out known json[])
language plpgsql
as $$
declare
  -- Whole milliseconds, as the columns keep them: rounded up, what is ready now would be ready a moment later.
  v_now timestamptz := date_trunc('milliseconds', clock_timestamp());
  v_moved engine.moved_task[];
  v_front engine.settled_task[];
  v_followed record;
  v_handed record;
  v_has_reviews boolean;
  v_has_items boolean;
  v_has_artifacts boolean;
  v_has_retries boolean;
  v_heads jsonb;
  v_seeks boolean;
  v_leaving bigint[];
  v_has_records boolean;
  v_has_keys boolean;
  v_has_children boolean;
  v_has_memories boolean;
  v_done_waiting bigint[];
  v_closed engine.event_draft[] := '{}';
  v_sought record;
begin
  -- The only step that waits; nothing is held before it, and rows are locked in id order.
  perform engine.lock_runs(array(select distinct s.run_id from unnest(p_settlements) s));
  select jsonb_object_agg(h.priority, engine.head_of_line(h.priority, '')), coalesce(bool_or(h.seeks), false) into v_heads, v_seeks
  from (
    select r.priority, bool_or(s.to_status = 'sought') as seeks
    from unnest(p_settlements) s
    join run r on r.id = s.run_id
    group by r.priority
  ) h;

  missed := '{}';
  known := '{}';
  if v_seeks then
    v_sought := engine.seek_outputs(p_settlements, v_now);
    p_settlements := v_sought.settlements;
    missed := v_sought.missed;
    known := v_sought.known;
  end if;

  if exists (select from unnest(p_settlements) s where s.to_status = 'suspended' and s.suspension ->> 'for' = 'call') then
    perform engine.hear_callers(p_settlements);
  end if;

  with updated as (
    update task t
    set status = (case s.to_status when 'fanned_out' then 'running' else s.to_status end)::task_status,
        lease = null,
        worker_id = null,
        lease_expires_at = null,
        input = coalesce(s.input, t.input),
        input_hash = coalesce(s.input_hash, t.input_hash),
        output = case when s.keeps_output then t.output else s.output end,
        output_hash = case when s.keeps_output then t.output_hash else s.output_hash end,
        feedback = coalesce(s.feedback, t.feedback),
        error = case when s.to_status = 'failed' then s.error end,
        skip_reason = s.skip_reason,
        input_digest = coalesce(s.input_digest, t.input_digest),
        source_task_id = s.source_task_id,
        attempt = t.attempt - coalesce(s.hand_back, false)::int,
        rescue_count = case when s.to_status = 'suspended' then 0 else t.rescue_count + coalesce(s.reason = 'lease_expired', false)::int end,
        available_at = case when s.to_status = 'pending' then v_now + coalesce(s.delay_ms, 0) * interval '1 millisecond' else t.available_at end,
        suspension = case when s.to_status = 'suspended' then s.suspension
                          when s.to_status = 'pending' and not coalesce(s.hand_back, false) then null
                          else t.suspension end,
        wake_at = case when s.to_status = 'suspended' then s.wake_at end,
        subtask_count = case when s.to_status = 'fanned_out' then json_array_length(s.items) else t.subtask_count end,
        subtask_open = case when s.to_status = 'fanned_out' then json_array_length(s.items) else 0 end,
        keeps_failures = coalesce(s.keeps_failures, t.keeps_failures),
        turn = case when s.to_status = 'pending' and coalesce(s.delay_ms, 0) = 0 then engine.turn_at(v_heads, t.priority, t.worker_tag) end,
        -- Whoever waits for the outside keeps its slots.
        holds_slots = t.holds_slots and coalesce(s.to_status = 'suspended' and s.suspension ->> 'for' = 'external', false),
        finished_at = case when s.to_status in ('completed', 'failed', 'skipped') then v_now end
    from unnest(p_settlements) s
    where t.id = s.task_id
      and t.lease is not distinct from s.lease
      and t.status = (case when s.lease is not null then 'running' when s.decision is not null then 'awaiting_review' else 'suspended' end)::task_status
      and (s.reason is distinct from 'lease_expired' or t.lease_expires_at < v_now)
    returning row(t.id, t.run_id, t.stage_id, t.subtask, t.round, t.parent_id, t.status, t.skip_reason, t.available_at,
                  round(extract(epoch from v_now - t.started_at) * 1000), t.allow_failure, t.acts, t.cache_key, s)::engine.moved_task as task,
              not t.holds_slots and exists (select from task_slot h where h.task_id = t.id) as leaves_slots,
              -- Looked for only where there may be some: it went on from a wait, or begins anew.
              (s.to_status = 'pending' or t.suspension is not null) and s.to_status <> 'suspended' and not coalesce(s.hand_back, false)
                and exists (select from task_memory k where k.task_id = t.id) as leaves_memory
  )
  select coalesce(array_agg(task), '{}'), array_agg((task).task_id) filter (where leaves_slots), array_agg((task).task_id) filter (where leaves_memory)
  into v_moved, v_leaving, v_done_waiting
  from updated;

  select coalesce(array_agg(m.task_id), '{}'),
         coalesce(array_agg(row(m.run_id, m.stage_id, m.parent_id, m.status, m.skip_reason)::engine.settled_task) filter (where m.status >= 'completed'), '{}'),
         count(*) filter (where m.status = 'pending' and m.available_at <= v_now),
         bool_or(m.status = 'awaiting_review'),
         bool_or((m.settlement).items is not null),
         bool_or((m.settlement).artifacts is not null),
         bool_or((m.settlement).record is not null),
         bool_or(m.status = 'pending' and not coalesce((m.settlement).hand_back, false)),
         bool_or((m.settlement).child is not null),
         bool_or((m.settlement).memory is not null),
         bool_or(m.cache_key is not null and m.status in ('completed', 'failed'))
  into moved, v_front, ready_count, v_has_reviews, v_has_items, v_has_artifacts, v_has_records, v_has_retries, v_has_children, v_has_memories, v_has_keys
  from unnest(v_moved) m;

  if v_has_reviews then
    perform engine.open_reviews(v_moved);
  end if;
  if v_has_artifacts then
    perform engine.link_artifacts(v_moved);
  end if;
  if v_has_keys then
    ready_count := ready_count + engine.store_outputs(v_moved, v_now);
  end if;
  if v_has_records then
    perform engine.record_attempts(v_moved, v_now);
  end if;
  if v_has_items then
    ready_count := ready_count + engine.make_subtasks(v_moved, v_now);
  end if;
  if v_has_retries then
    -- What an outside system has reported belongs to the attempt that failed.
    delete from progress
    where task_id = any (array(select m.task_id from unnest(v_moved) m
                               where m.status = 'pending' and not coalesce((m.settlement).hand_back, false)));
  end if;
  if v_done_waiting is not null then
    delete from task_memory where task_id = any (v_done_waiting);
    delete from call_wait where task_id = any (v_done_waiting);
    v_closed := engine.close_asked(v_done_waiting);
  end if;
  if v_has_memories then
    perform engine.keep_memories(v_moved);
  end if;
  if v_has_children then
    ready_count := ready_count + engine.start_children(v_moved);
  end if;
  events := v_closed || engine.events_of_moves(v_moved);

  v_followed := engine.follow(v_front, v_now, v_heads);
  events := events || v_followed.events;
  ready_count := ready_count + v_followed.ready_count;

  handed := '{}';
  if v_leaving is not null then
    if p_places > 0 then
      v_handed := engine.hand_on(v_leaving, p_worker, p_tags, p_places, p_lease_ms);
      handed := v_handed.handed;
      handed_tasks := v_handed.tasks;
      events := events || v_handed.events;
      is_line_empty := v_handed.is_line_empty;
      v_leaving := array(select unnest(v_leaving) except select unnest(v_handed.passed));
    end if;
    if cardinality(v_leaving) > 0 then
      ready_count := ready_count + engine.release_slots(v_leaving);
    end if;
  end if;
  is_line_empty := coalesce(is_line_empty, false) and ready_count = 0;
end
$$;
