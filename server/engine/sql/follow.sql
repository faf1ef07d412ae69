-- All that follows from tasks that have just ended, until nothing does: fan-outs are counted, children unlocked, skipped
-- or failed, dead ends canceled. `p_heads` are the heads of the line at the priorities concerned. Returns how many tasks became ready, and the events to record.
create function engine.follow(p_ended engine.settled_task[], p_now timestamptz, p_heads jsonb, out ready_count bigint, out events engine.event_draft[])
language plpgsql
as $$
declare
  v_front engine.settled_task[] := p_ended;
  v_next engine.settled_task[];
  v_followed record;
  v_has record;
begin
  ready_count := 0;
  events := '{}';
  while cardinality(v_front) > 0 loop
    v_next := '{}';
    select bool_or(f.parent_id is not null) as subtasks, bool_or(f.parent_id is null) as stages,
           -- Only what ends before its turn leaves a stage before it without purpose.
           bool_or(f.parent_id is null and f.status <> 'completed') as dead_ends
    into v_has
    from unnest(v_front) f;
    if v_has.subtasks then
      v_followed := engine.follow_subtasks(v_front, p_now, p_heads);
      v_next := v_followed.settled;
      events := events || v_followed.events;
      ready_count := ready_count + v_followed.ready_count;
    end if;
    if v_has.stages then
      v_followed := engine.follow_dependencies(v_front, p_now, p_heads);
      v_next := v_next || v_followed.settled;
      events := events || v_followed.events;
      ready_count := ready_count + v_followed.ready_count;
    end if;
    if v_has.dead_ends then
      v_followed := engine.cancel_dead_ends(v_front, p_now);
      v_next := v_next || v_followed.settled;
      events := events || v_followed.events;
    end if;
    v_front := v_next;
  end loop;
end
$$;
