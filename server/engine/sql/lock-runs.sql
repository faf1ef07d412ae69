-- Locks runs before anything about them is read or written, and with them every run that awaits one of them: an end wakes
-- it. In id order, and before all other locks. Whoever may end a run locks it here.
create function engine.lock_runs(p_runs bigint[]) returns void
language plpgsql
as $$
declare
  v_runs bigint[] := p_runs;
  v_above bigint[] := p_runs;
begin
  loop
    v_above := array(select distinct origin_run_id from run where id = any (v_above) and is_awaited);
    exit when cardinality(v_above) = 0;
    v_runs := v_runs || v_above;
  end loop;
  perform from run where id = any (v_runs) order by id for update;
end
$$;
