-- A call of a running task asks how a run stands: null when it has not ended, then the call waits for its end, else its
-- status. Under the lease; 'lost' without it, 'unknown' when the workspace has no such run. Asking again changes nothing.
create function engine.await_run(p_workspace text, p_task bigint, p_lease uuid, p_call bigint, p_run bigint) returns text
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_status run_status;
begin
  if not exists (select from run where id = p_run and workspace_id = p_workspace) then
    return 'unknown';
  end if;
  insert into call_wait (task_id, call_id, run_id)
  select id, p_call, p_run from task where id = p_task and lease = p_lease
  on conflict (task_id, call_id) do update set is_due = false;
  if not found then
    return 'lost';
  end if;

  -- Whoever is ending the run holds its lock: it has ended when this goes on, or finds the call when it goes on.
  perform from run where id = p_run for update;
  update run set is_called_for = true where id = p_run and status < 'completed' and not is_called_for;
  select status into v_status from run where id = p_run;
  if v_status < 'completed' then
    return null;
  end if;
  delete from call_wait where task_id = p_task and call_id = p_call;
  return v_status;
end
$$;

-- Notes that what calls wait for has happened: these runs have ended. Their tasks wake by the next claim of a worker, as
-- those do whose time has come; their runs are not locked here, so that no two ends wait for each other.
create function engine.call_back(p_runs bigint[]) returns void
language plpgsql
as $$
begin
  with waits as (
    select task_id, call_id from call_wait where run_id = any (p_runs) order by task_id, call_id for update
  )
  update call_wait w set is_due = true from waits where w.task_id = waits.task_id and w.call_id = waits.call_id;
  if found then
    perform pg_notify('heddle_work', '');
  end if;
end
$$;

-- Tasks are about to wait for calls: of which one was called back meanwhile, somebody is to look at once.
create function engine.hear_callers(p_settlements engine.settlement[]) returns void
language plpgsql
as $$
declare
  v_is_due boolean;
begin
  select bool_or(w.is_due) into v_is_due
  from (
    -- Whoever calls back either comes after this commit, or is waited for here.
    select w.is_due from call_wait w
    where w.task_id = any (array(select s.task_id from unnest(p_settlements) s where s.to_status = 'suspended' and s.suspension ->> 'for' = 'call'))
    order by w.task_id, w.call_id
    for update
  ) w;
  if v_is_due then
    perform pg_notify('heddle_work', '');
  end if;
end
$$;
