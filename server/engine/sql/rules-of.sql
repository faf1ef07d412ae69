-- The rules that hold for these tasks: those of their workspace that match, and those of their stage, which the run may
-- replace. A rule of a stage that names neither kind, workflow nor stage is about this stage alone. Equal rules share one
-- key, wherever they stand; the lowest limit counts.
create function engine.rules_of(p_tasks bigint[]) returns setof engine.task_rule
language plpgsql
stable
as $$
begin
  return query
  with task_of as materialized (
    select t.id, t.subtask, t.item::jsonb as item, r.workspace_id, r.version_id, r.metadata::jsonb as metadata,
           w.name as workflow, s.kind, s.stage_id, s.rules::jsonb as declared,
           coalesce((r.rules -> s.stage_id)::jsonb, s.rules::jsonb -> 'rules') as own
    from task t
    join run r on r.id = t.run_id
    join workflow w on w.id = r.workflow_id
    join stage s on s.version_id = r.version_id and s.stage_id = t.stage_id
    where t.id = any (p_tasks)
  ),
  -- What a list is made of is counted by its subtasks, not where the list is made.
  counted as (
    select o.id, o.subtask, o.item, o.metadata, o.workspace_id, o.declared, m.*
    from task_of o
    cross join lateral (
      select u.type, u.kind, u.workflow, u.stage, u.fields, u.max::bigint as max, false as is_own
      from rule u
      where u.workspace_id = o.workspace_id
        and (u.kind is null or u.kind = o.kind)
        and (u.workflow is null or u.workflow = o.workflow)
        and (u.stage is null or u.stage = o.stage_id)
      union all
      select x.type, x.kind,
             case when num_nonnulls(x.kind, x.workflow, x.stage) = 0 then o.workflow else x.workflow end,
             case when num_nonnulls(x.kind, x.workflow, x.stage) = 0 then o.stage_id else x.stage end,
             coalesce(x.fields, '{}'), x.max, true
      from jsonb_to_recordset(o.own) x (type text, kind text, workflow text, stage text, fields text[], max bigint)
    ) m
    where o.subtask is not null
       or not (exists (select from unnest(m.fields) f where f like 'item.%')
               or m.type = 'capacity' and exists (
                 select
                 from version v
                 cross join lateral json_array_elements(v.definition -> 'stages') d
                 where v.id = o.version_id and d ->> 'id' = o.stage_id and d -> 'forEach' is not null))
  ),
  compared as (
    select c.*, v.given, v.missing, e.expected
    from counted c
    cross join lateral (
      select coalesce(jsonb_object_agg(f.name, f.value) filter (where f.is_plain), '{}') as given,
             coalesce(jsonb_agg(f.name order by f.name) filter (where not f.is_plain), '[]') as missing
      from (
        select given.name, given.value,
               coalesce(jsonb_typeof(given.value) in ('string', 'number', 'boolean'), false) as is_plain
        from (
          select distinct name, case when name like 'item.%' then c.item -> substr(name, 6) else c.metadata -> name end as value
          from unnest(c.fields) name
        ) given
      ) f
    ) v
    cross join lateral (
      select case when c.type = 'capacity' then (
        select least(greatest(ceil(x.value::text::numeric), 0), 1e15)::bigint
        from (select c.item -> 'expectedCount' as value, 1 as place
              union all select c.metadata -> 'expectedCount', 2
              union all select c.declared -> 'expectedCount', 3) x
        where jsonb_typeof(x.value) = 'number'
        order by x.place
        limit 1
      ) else 1 end as expected
    ) e
  ),
  keyed as (
    select c.id, c.workspace_id, c.type, c.max, c.expected,
           jsonb_strip_nulls(jsonb_build_object('type', c.type, 'kind', c.kind, 'workflow', c.workflow, 'stage', c.stage, 'isOwn', c.is_own,
             'max', case when c.is_own then c.max end)) as about,
           jsonb_build_array(c.type, c.kind, c.workflow, c.stage, c.given) as shared,
           c.given,
           case when c.expected is null then c.missing || '["expectedCount"]' else c.missing end as missing
    from compared c
  )
  select k.id, min(k.workspace_id),
         encode(sha256(convert_to(jsonb_build_array(k.workspace_id, k.shared, k.missing)::text, 'UTF8')), 'hex') as key,
         coalesce(max(k.expected), 0),
         case when k.missing = '[]' then min(k.max) else 0 end,
         k.shared ->> 0 = 'capacity',
         (array_agg(k.about || jsonb_build_object('values', k.given, 'missing', k.missing)))[1]
  from keyed k
  group by k.id, k.workspace_id, k.shared, k.missing
  order by k.id, key;
end
$$;
