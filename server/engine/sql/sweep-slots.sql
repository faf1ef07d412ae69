-- Every few seconds: a slot that nobody holds and nobody waits for goes; one that nobody holds, but somebody waits for,
-- calls one of them. Never waits. Returns how many tasks came in line.
create function engine.sweep_slots() returns bigint
language plpgsql
as $$
declare
  v_keys text[];
  v_key text;
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
  if v_unparked > 0 then
    perform pg_notify('heddle_work', '');
  end if;
  return v_unparked;
end
$$;
