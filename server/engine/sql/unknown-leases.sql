-- Leases of this worker that it does not know of: handed over by a notification that was lost or too small, or by an
-- answer that never arrived.
create function engine.unknown_leases(p_worker uuid, p_known bigint[]) returns json
language plpgsql
stable
as $$
declare
  v_tasks bigint[] := array(select id from task where lease is not null and worker_id = p_worker and id <> all (p_known));
begin
  return case when cardinality(v_tasks) > 0 then engine.describe_claims(v_tasks) end;
end
$$;
