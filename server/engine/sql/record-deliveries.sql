-- Writes what sends came to, each only while its lease holds. One that was put back was not sent: it keeps what is known of
-- its last attempt. Returns the deliveries written.
create function engine.record_deliveries(p_results json) returns bigint[]
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_now timestamptz := date_trunc('milliseconds', clock_timestamp());
  v_written bigint[];
begin
  with result as (
    select r.*
    from json_to_recordset(p_results) r (
      id bigint, lease uuid, status text, sent boolean, after_ms double precision, host text, request json,
      response_status integer, response text, error text)
  ),
  held as (
    select d.id from delivery d
    join result r on r.id = d.id
    where d.lease = r.lease and d.status = 'pending'
    order by d.id
    for update of d
  ),
  written as (
    update delivery d
    set status = r.status,
        attempts = d.attempts + r.sent::int,
        next_at = case when r.status = 'pending' then v_now + r.after_ms * interval '1 millisecond' end,
        lease = null,
        host = coalesce(r.host, d.host),
        request = coalesce(r.request, d.request),
        response_status = case when r.sent then r.response_status else d.response_status end,
        response = case when r.sent then r.response else d.response end,
        error = case when r.sent then r.error else d.error end,
        sent_at = case when r.sent then v_now else d.sent_at end
    from held
    join result r on r.id = held.id
    where d.id = held.id
    returning d.id
  )
  select coalesce(array_agg(id), '{}') into v_written from written;
  return v_written;
end
$$;
