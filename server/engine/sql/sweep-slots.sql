-- Every few seconds: a slot that nobody holds and nobody waits for goes; one that nobody holds, but somebody waits for,
-- calls one of them. One with room that work with a tag waits for calls some of each tag: the workers of who waited first do
-- not come, and others may wait behind it. Never waits. Returns how many tasks came in line.
create function engine.sweep_slots() returns bigint
language plpgsql
as $$
declare
  v_keys text[];
  v_key text;
  v_slot record;
  v_unparked bigint := 0;
begin
  v_keys := array(select key from slot where used = 0 order by key limit 1000 for update skip locked);
  -- A statement of its own: under the locks, nobody parks there.
  delete from slot s where s.key = any (v_keys) and s.used = 0 and not exists (select from task t where t.blocked_key = s.key);
  for v_key in
    select key from slot where key = any (v_keys) and used = 0 and (about -> 'missing')::text = '[]'
  loop
    v_unparked := v_unparked + engine.unpark(v_key, 1);
  end loop;
  for v_slot in
    select s.key, (select t.blocked_max from task t where t.blocked_key = s.key order by t.priority desc, t.id limit 1) - s.used as room
    from slot s
    where s.key = any (array(select distinct t.blocked_key from task t where t.blocked_key is not null and t.worker_tag > ''))
    order by s.key
    for update of s skip locked
  loop
    if v_slot.room > 0 then
      v_unparked := v_unparked + engine.unpark_each(v_slot.key, v_slot.room);
    end if;
  end loop;
  if v_unparked > 0 then
    perform pg_notify('heddle_work', '');
  end if;
  return v_unparked;
end
$$;
