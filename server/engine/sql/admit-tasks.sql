-- Which of these tasks, in the order given, may start by their rules: at most `p_limit`, their slots reserved. Those whose
-- slot is full leave the line and wait for it (`blocked_key`). Those whose slot another transaction holds stay in line:
-- `busy` names their runs. The caller holds the locks of tasks and runs. Never waits.
create function engine.admit_tasks(p_tasks bigint[], p_limit integer, out admitted bigint[], out holders bigint[], out busy bigint[], out parked integer)
language plpgsql
as $$
declare
  v_rules engine.task_rule[];
  v_used jsonb;
  v_task record;
  v_full text;
  v_taken engine.task_rule[] := '{}';
  v_parked bigint[] := '{}';
  v_parked_at text[] := '{}';
  v_parked_max bigint[] := '{}';
  v_busy bigint[] := '{}';
  v_key record;
begin
  admitted := '{}';
  holders := '{}';
  -- What has been suspended for the outside may hold its slots already.
  select coalesce(array_agg(r), '{}') into v_rules
  from engine.rules_of(array(select id from task where id = any (p_tasks) and not holds_slots)) r;

  -- A key that is new gets its slot; when two meet here, one does it and the other looks again soon.
  insert into slot (key, workspace_id, about)
  select n.key, n.workspace_id, n.about
  from (
    select distinct on (r.key) r.key, r.workspace_id, r.about
    from unnest(v_rules) r
    where not exists (select from slot s where s.key = r.key)
    order by r.key
  ) n
  where pg_try_advisory_xact_lock(hashtextextended(n.key, 0))
  on conflict do nothing;

  select coalesce(jsonb_object_agg(s.key, s.used), '{}') into v_used
  from (
    select key, used from slot where key = any (array(select r.key from unnest(v_rules) r)) order by key for update skip locked
  ) s;

  for v_task in
    select r.task_id as id, array_agg(r order by r.key) as rules, array_position(p_tasks, r.task_id) as place
    from unnest(v_rules) r
    group by r.task_id
    union all
    select p.id, null, p.place
    from unnest(p_tasks) with ordinality p (id, place)
    where p.id <> all (array(select r.task_id from unnest(v_rules) r))
    order by place
  loop
    exit when cardinality(admitted) >= p_limit;
    select min(r.key) into v_full from unnest(v_task.rules) r where (v_used ->> r.key)::bigint >= r.max;
    if v_full is not null then
      v_parked := v_parked || v_task.id;
      v_parked_at := v_parked_at || v_full;
      v_parked_max := v_parked_max || (select r.max from unnest(v_task.rules) r where cardinality(v_task.rules) = 1 and not r.is_capacity);
    elsif exists (select from unnest(v_task.rules) r where not v_used ? r.key) then
      v_busy := v_busy || v_task.id;
    else
      admitted := admitted || v_task.id;
      if v_task.rules is not null then
        holders := holders || v_task.id;
        v_taken := v_taken || v_task.rules;
        v_used := v_used || (select jsonb_object_agg(r.key, (v_used ->> r.key)::bigint + r.charge) from unnest(v_task.rules) r);
      end if;
    end if;
  end loop;

  update task t
  set turn = null, blocked_key = p.key, blocked_max = p.max
  from unnest(v_parked, v_parked_at, v_parked_max) p (id, key, max)
  where t.id = p.id;
  insert into task_slot (task_id, key, charge) select r.task_id, r.key, r.charge from unnest(v_taken) r;
  update slot s
  set used = s.used + r.charge
  from (select key, sum(charge) as charge from unnest(v_taken) group by key) r
  where s.key = r.key;

  -- Room that is left is offered on: who was brought in line for it may have been canceled, or wait elsewhere now.
  for v_key in
    select r.key, case when bool_or(r.is_capacity) then 1 else max(r.max) - (v_used ->> r.key)::bigint end as room
    from unnest(v_rules) r
    group by r.key
    having max(r.max) > (v_used ->> r.key)::bigint
    order by r.key
  loop
    if engine.unpark(v_key.key, v_key.room) > 0 then
      perform pg_notify('heddle_work', '');
    end if;
  end loop;

  busy := array(select distinct t.run_id from task t where t.id = any (v_busy));
  parked := cardinality(v_parked);
end
$$;
