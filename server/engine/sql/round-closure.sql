-- The stages that a round does over: its seeds and all that depends on them. With `p_climbs` also the failed stages that
-- a seed requires: it would fail at once without them.
create function engine.round_closure(p_run bigint, p_seeds text[], p_climbs boolean) returns text[]
language plpgsql
stable
as $$
declare
  v_version uuid := (select version_id from run where id = p_run);
begin
  return array(
    with recursive cause (stage_id) as (
      select unnest(p_seeds)
      union
      select d.from_stage
      from cause c
      join dependency d on d.version_id = v_version and d.to_stage = c.stage_id and d.requires_success
      join task p on p.run_id = p_run and p.stage_id = d.from_stage and p.subtask is null and p.is_latest
      where p_climbs and p.status in ('failed', 'canceled')
    ),
    concerned (stage_id) as (
      select stage_id from cause
      union
      select d.to_stage
      from concerned c
      join dependency d on d.version_id = v_version and d.from_stage = c.stage_id
    )
    select stage_id from concerned
  );
end
$$;
