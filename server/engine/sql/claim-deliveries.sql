-- Leases due deliveries to a sender, the hosts in turn, so that what waits for one holds up no other. `p_hosts` are the hosts
-- that the sender has a limit for at the moment, all others get `p_per_host`. A lease that runs out makes its delivery due
-- again. Answers with what each needs to be sent, and when the next one is due.
create function engine.claim_deliveries(p_slots integer, p_per_host integer, p_hosts text[], p_limits integer[], p_lease_ms integer) returns json
language plpgsql
set plan_cache_mode = force_generic_plan set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_claimed bigint[];
  v_next_at timestamptz;
begin
  with recursive host (name) as (
    (select d.host from delivery d where d.status = 'pending' and d.host is not null order by d.host limit 1)
    union all
    select (select d.host from delivery d where d.status = 'pending' and d.host > h.name order by d.host limit 1)
    from host h
    where h.name is not null
  ),
  -- Where they go is told when their address is evaluated.
  unknown as materialized (
    select d.id, d.next_at from delivery d
    where d.status = 'pending' and d.host is null and d.next_at <= v_now
    order by d.next_at
    limit p_slots
    for update skip locked
  ),
  known as materialized (
    select d.id, d.next_at, row_number() over (partition by h.name order by d.next_at) as place
    from host h
    left join unnest(p_hosts, p_limits) own (name, free) on own.name = h.name
    cross join lateral (
      select d.id, d.next_at from delivery d
      where d.status = 'pending' and d.host = h.name and d.next_at <= v_now
      order by d.next_at
      limit least(coalesce(own.free, p_per_host), p_slots)
      for update skip locked
    ) d
    where h.name is not null
  ),
  chosen as (
    select id from (
      select u.id, u.next_at, (row_number() over (order by u.next_at) - 1) / p_per_host + 1 as place from unknown u
      union all
      select k.id, k.next_at, k.place from known k
    ) due
    order by place, next_at
    limit p_slots
  ),
  leased as (
    update delivery d
    set lease = gen_random_uuid(),
        next_at = v_now + p_lease_ms * interval '1 millisecond'
    from chosen c
    where d.id = c.id
    returning d.id
  )
  select coalesce(array_agg(id), '{}') into v_claimed from leased;

  -- Of hosts that take nothing at the moment the sender knows itself when to look again.
  with recursive host (name) as (
    (select d.host from delivery d where d.status = 'pending' and d.host is not null order by d.host limit 1)
    union all
    select (select d.host from delivery d where d.status = 'pending' and d.host > h.name order by d.host limit 1)
    from host h
    where h.name is not null
  )
  select least(
    (select d.next_at from delivery d where d.status = 'pending' and d.host is null order by d.next_at limit 1),
    (select min((select d.next_at from delivery d where d.status = 'pending' and d.host = h.name order by d.next_at limit 1))
     from host h
     left join unnest(p_hosts, p_limits) own (name, free) on own.name = h.name
     where h.name is not null and own.free is distinct from 0))
  into v_next_at;

  return json_build_object(
    'deliveries', engine.describe_deliveries(v_claimed),
    'nextInMs', extract(epoch from v_next_at - v_now) * 1000);
end
$$;
