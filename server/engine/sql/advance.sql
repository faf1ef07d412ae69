-- The one call of a working worker: settle what has finished meanwhile, claim what is ready, in one commit.
-- `p_was_idle` says whether this worker may be marked as idle; the mark is written only when it changes. `p_known` are
-- the runs whose context it has at hand, each as "<run>:<epoch>": what it knows holds for one epoch. `p_tags` are the lines
-- that it takes from.
create function engine.advance(p_worker uuid, p_was_idle boolean, p_slots integer, p_lease_ms integer, p_settlements json, p_known text[], p_tags text[]) returns json
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_moved bigint[] := '{}';
  v_ready bigint := 0;
  v_handed integer := 0;
  v_is_line_empty boolean := false;
  v_is_timed boolean;
  v_claimed bigint[] := '{}';
  v_events engine.event_draft[] := '{}';
  v_settlements engine.settlement[];
  v_settled record;
  v_woken record;
  v_taken record;
  v_timed record;
  v_tasks json[] := '{}';
  v_claims json;
  v_missed bigint[] := '{}';
  v_known json[] := '{}';
  v_next_in_ms double precision;
  v_now timestamptz := clock_timestamp();
begin
  if json_array_length(p_settlements) > 0 then
    select array_agg(s) into v_settlements from json_populate_recordset(null::engine.settlement, p_settlements) s;
    v_settled := engine.settle_tasks(v_settlements, p_worker, p_tags, p_slots, p_lease_ms);
    v_moved := v_settled.moved;
    v_claimed := v_settled.handed;
    v_tasks := v_settled.handed_tasks;
    v_handed := cardinality(v_claimed);
    v_is_line_empty := v_settled.is_line_empty;
    v_missed := v_settled.missed;
    v_known := v_settled.known;
    v_ready := v_settled.ready_count;
    v_events := v_settled.events;
  end if;

  if p_slots > v_handed then
    v_timed := engine.next_timed();
    v_is_timed := least(v_timed.ready_at, v_timed.wake_at) <= v_now;
    if v_timed.wake_at <= v_now then
      v_woken := engine.wake_due(p_slots - v_handed);
      v_is_line_empty := false;
      v_ready := v_ready + cardinality(v_woken.woken);
      v_events := v_events || v_woken.events;
    end if;
    v_taken := engine.claim_tasks(p_worker, p_tags, p_slots - v_handed, p_lease_ms, v_is_line_empty, coalesce(v_timed.ready_at <= v_now, false));
    v_is_line_empty := v_taken.is_line_empty;
    v_claimed := v_claimed || v_taken.claimed;
    v_tasks := v_tasks || v_taken.tasks;
    v_events := v_events || v_taken.events;
  end if;
  if cardinality(v_claimed) > 0 then
    v_claims := json_build_object('tasks', array_to_json(v_tasks), 'runs', engine.contexts_of(v_claimed, p_known));
  end if;

  if cardinality(v_events) > 0 then
    perform engine.record_changes(v_events);
  end if;

  -- More became ready than this worker took, or it may be for others, or something waits for a time at which it may be full: the others may look.
  if v_ready > cardinality(v_claimed) - v_handed
     or (v_ready > 0 and (p_tags <> '{""}' or exists (select from task where turn is not null and worker_tag > '')))
     or (p_slots <= cardinality(v_claimed) and exists (select from unnest(v_settlements) s where s.wake_at is not null)) then
    perform pg_notify('heddle_work', '');
  end if;

  if p_worker is not null and (p_was_idle or cardinality(v_claimed) = 0) then
    update worker
    set idle_slots = case when cardinality(v_claimed) = 0 then p_slots else 0 end
    where id = p_worker
      and idle_slots <> case when cardinality(v_claimed) = 0 then p_slots else 0 end;
  end if;

  if p_slots > cardinality(v_claimed) then
    if v_is_timed then
      v_timed := engine.next_timed();
    end if;
    v_next_in_ms := extract(epoch from least(v_timed.ready_at, v_timed.wake_at) - clock_timestamp()) * 1000;
    if not v_is_line_empty and exists (select from task where turn is not null and worker_tag = any (p_tags)) then
      v_next_in_ms := 0;
    end if;
  end if;

  return json_build_object(
    'moved', v_moved,
    'missed', v_missed,
    'found', array_to_json(v_known),
    'claimed', v_claims,
    'nextInMs', v_next_in_ms);
end
$$;
