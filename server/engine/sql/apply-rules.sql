-- Makes changed rules take effect at once: what runs in the workspace is counted by them and stays, what waits for a slot
-- comes in line to be asked anew. After `lock_rules` and the change itself, in their transaction.
create function engine.apply_rules(p_workspace text) returns void
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_runs bigint[];
  v_rules engine.task_rule[];
  v_heads jsonb;
begin
  v_runs := array(
    select id from run where workspace_id = p_workspace and status in ('queued', 'running', 'awaiting_review', 'paused') order by id for update);

  select coalesce(array_agg(r), '{}') into v_rules
  from engine.rules_of(array(
    select id from task
    where run_id = any (v_runs)
      and (lease is not null or status in ('suspended', 'pending') and (holds_slots or status = 'suspended' and suspension ->> 'for' = 'external'))
  )) r
  where r.about -> 'missing' = '[]' and not exists (select from task_slot h where h.task_id = r.task_id and h.key = r.key);

  insert into slot (key, workspace_id, about)
  select distinct on (r.key) r.key, r.workspace_id, r.about from unnest(v_rules) r order by r.key
  on conflict do nothing;
  perform from slot where key = any (array(select r.key from unnest(v_rules) r)) order by key for update;
  with held as (
    insert into task_slot (task_id, key, charge)
    select r.task_id, r.key, case when r.is_capacity then greatest(r.charge - coalesce(p.succeeded + p.failed, 0), 0) else r.charge end
    from unnest(v_rules) r
    left join progress p on p.task_id = r.task_id
    returning key, charge
  )
  update slot s
  set used = s.used + h.charge
  from (select key, sum(charge) as charge from held group by key) h
  where s.key = h.key;
  update task set holds_slots = true where id = any (array(select r.task_id from unnest(v_rules) r)) and not holds_slots;

  v_heads := engine.heads_of_line(array(
    select distinct row(priority, worker_tag)::engine.line from task where run_id = any (v_runs) and blocked_key <> 'paused'));
  update task
  set blocked_key = null, turn = engine.turn_at(v_heads, priority, worker_tag)
  where run_id = any (v_runs) and blocked_key <> 'paused';
  perform pg_notify('heddle_work', '');
end
$$;
