-- Brings tasks that wait for a slot back in line, those of the highest priority first, then the oldest. When no worker is
-- there for the tag of the first, as many of each tag come: work that nobody takes must not hide what others would take. Who
-- finds no room parks again. Returns how many came in line. Under the slot's row lock. Never waits: who holds a parked task
-- ends or moves it.
create function engine.unpark(p_key text, p_count bigint) returns bigint
language plpgsql
as $$
declare
  v_first text;
begin
  if not exists (select from task where blocked_key = p_key and worker_tag > '') then
    return engine.unpark_first(p_key, p_count, null);
  end if;
  select worker_tag into v_first from task where blocked_key = p_key order by priority desc, id limit 1;
  if exists (select from worker where v_first = any (tags) and seen_at > clock_timestamp() - interval '1 minute') then
    return engine.unpark_first(p_key, p_count, null);
  end if;
  return engine.unpark_each(p_key, p_count);
end
$$;

-- The first of each tag of those that wait for a slot.
create function engine.unpark_each(p_key text, p_count bigint) returns bigint
language plpgsql
as $$
begin
  return (
    select sum(engine.unpark_first(p_key, p_count, tag))
    from (select '' union select worker_tag from task where blocked_key = p_key and worker_tag > '') waiting (tag)
  );
end
$$;

-- The first of those that wait for a slot, or of those of one tag.
create function engine.unpark_first(p_key text, p_count bigint, p_tag text) returns bigint
language plpgsql
as $$
declare
  v_count bigint;
begin
  with waiting as (
    select id from task
    where blocked_key = p_key and (p_tag is null or worker_tag = p_tag)
    order by priority desc, id
    limit p_count
    for update skip locked
  ),
  released as (
    update task t
    set blocked_key = null, turn = engine.head_of_line(t.priority, t.worker_tag)
    from waiting
    where t.id = waiting.id
    returning t.id
  )
  select count(*) into v_count from released;
  return v_count;
end
$$;
