-- Tells workers that hold tasks of these runs to stop them; as many in one notification as it takes.
create function engine.tell_canceled(p_runs bigint[]) returns void
language plpgsql
as $$
begin
  perform pg_notify('heddle_work', 'c:' || string_agg(r.id::text, ',' order by r.id))
  from unnest(p_runs) with ordinality r (id, place)
  group by r.place / 400;
end
$$;
