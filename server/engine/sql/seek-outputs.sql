-- Answers attempts that ask, before they do their work, whether its output is known ("sought"): settles those whose output
-- is, lets those wait whose output is being made by somebody else, and names the others, which do their work now. An
-- output whose artifacts the worker has not seen to be there is only `known`: it looks for them and asks again.
-- The caller holds the locks of the runs. Returns the settlements that are left to apply.
create function engine.seek_outputs(p_settlements engine.settlement[], p_now timestamptz,
                             out settlements engine.settlement[], out missed bigint[], out known json[])
language plpgsql
as $$
declare
  v_keys text[];
  v_sought engine.sought_output[];
begin
  select array_agg(row(s.task_id, engine.cache_key(r, g, s.input_digest), null, null, false)::engine.sought_output order by s.task_id)
  into v_sought
  from unnest(p_settlements) s
  join task t on t.id = s.task_id and t.lease = s.lease and t.status = 'running'
  join run r on r.id = t.run_id
  join stage g on g.version_id = r.version_id and g.stage_id = t.stage_id
  where s.to_status = 'sought';
  -- Whoever stores an output locks its key as well: so an output is made once, and nobody waits for one that is there.
  -- Those of outputs that are stored in this call too: in one order, or two calls would wait for each other.
  perform engine.lock_cache_keys(
    array(select k.key from unnest(v_sought) k)
    || array(select t.cache_key from unnest(p_settlements) s join task t on t.id = s.task_id where s.to_status <> 'sought'));

  -- A statement of its own: it sees what was committed while the locks were waited for.
  select array_agg(row(k.task_id, k.key, e.id, coalesce(b.id, e.task_id),
                       k.key is not null and not t.is_seed
                       and (exists (select from task h where h.cache_key = k.key and h.status = 'running' and h.id <> k.task_id)
                            or exists (select from unnest(v_sought) o where o.key = k.key and o.task_id < k.task_id)))::engine.sought_output)
  into v_sought
  from unnest(v_sought) k
  join unnest(p_settlements) s on s.task_id = k.task_id
  join task t on t.id = k.task_id
  join run r on r.id = t.run_id
  join stage g on g.version_id = r.version_id and g.stage_id = t.stage_id
  left join lateral (
    select known.id
    from (
      select coalesce(p.source_task_id, p.id) as id, d.decision
      from task p
      -- What was decided may be too large for the row.
      left join lateral (
        select coalesce(p.output ->> 'decision', (select v.decision from review v where v.task_id = coalesce(p.source_task_id, p.id) and v.call_id is null)) as decision
      ) d on g.kind = 'review'
      where not t.is_seed and p.stage_id = t.stage_id and p.subtask is not distinct from t.subtask
        and (p.run_id = r.base_run_id and p.is_latest or p.run_id = r.id and g.kind = 'review' and p.round < t.round)
        and p.input_digest = s.input_digest
        and (p.status = 'completed' or p.status = 'skipped' and p.skip_reason in ('cached', 'reused') or d.decision is not null)
        and coalesce(p.source_task_id, p.id) is distinct from s.lost_source
      -- Of decisions on the same content the last one counts.
      order by p.run_id desc, p.round desc
      limit 1
    ) known
    -- An approval carries over to the same content, in an update run and in a later round; nothing else is decided by that.
    where g.kind <> 'review' or known.decision = 'approved'
  ) b on true
  left join lateral (
    select c.id, c.task_id
    from cache_entry c
    where b.id is null and not t.is_seed and c.key = k.key and (c.expires_at is null or c.expires_at > p_now)
      and c.task_id is distinct from s.lost_source
  ) e on true;

  known := array(
    select json_build_object('taskId', k.task_id, 'source', k.source, 'hashes', h.hashes, 'ttlMs',
      (select floor(extract(epoch from c.expires_at - p_now) * 1000) from cache_entry c where c.id = k.entry))
    from unnest(v_sought) k
    join unnest(p_settlements) s on s.task_id = k.task_id
    cross join lateral (select engine.artifacts_of(k.source) as hashes) h
    where k.source is not null and not h.hashes <@ coalesce(s.seen, '{}')
  );
  missed := array(select k.task_id from unnest(v_sought) k where k.source is null and not k.is_made);
  update task t
  set cache_key = k.key, input_digest = s.input_digest
  from unnest(v_sought) k
  join unnest(p_settlements) s on s.task_id = k.task_id
  where t.id = k.task_id and k.key is not null and k.source is null;
  update cache_entry c
  set hit_count = c.hit_count + h.hits, last_hit_at = p_now
  from (
    select k.entry, count(*) as hits
    from unnest(v_sought) k
    where k.entry is not null and k.task_id <> all (array(select (f ->> 'taskId')::bigint from unnest(known) f))
    group by k.entry
  ) h
  where c.id = h.entry;
  perform engine.count_looks(v_sought, known, p_now);

  settlements := array(select s from unnest(p_settlements) s where s.to_status <> 'sought') || array(
    select json_populate_record(s, case
      when k.source is null then json_build_object(
        'to_status', 'suspended', 'suspension', '{"for":"cache"}'::json, 'wake_at', p_now + interval '15 seconds')
      else json_build_object(
        'to_status', 'skipped', 'skip_reason', case when k.entry is null then 'reused' else 'cached' end,
        'output', m.output, 'output_hash', m.output_hash, 'source_task_id', k.source, 'artifacts', engine.artifact_rows(m.run_id, m.id)) end)
    from unnest(v_sought) k
    join unnest(p_settlements) s on s.task_id = k.task_id and s.to_status = 'sought'
    left join task m on m.id = k.source
    where (k.source is not null or k.is_made)
      and k.task_id <> all (array(select (f ->> 'taskId')::bigint from unnest(known) f))
  );
end
$$;

-- Counts by stage how often an output was looked for in the cache, and found, on each of the last seven days. A stage has
-- eight counters a day, so that workers seldom wait for each other; the day that is over a week ago is counted over.
create function engine.count_looks(p_sought engine.sought_output[], p_known json[], p_now timestamptz) returns void
language plpgsql
as $$
declare
  v_day date := p_now at time zone 'UTC';
begin
  insert into cache_look (workflow_id, stage_id, place, day, found, missed)
  select r.workflow_id, t.stage_id, (v_day - date '2000-01-01') % 7 * 8 + pg_backend_pid() % 8, v_day,
         count(*) filter (where k.source is not null), count(*) filter (where k.source is null)
  from unnest(p_sought) k
  join task t on t.id = k.task_id
  join run r on r.id = t.run_id
  -- What waits, or is known by its artifacts only, asks again; what the base run gives was not looked for in the cache.
  where k.key is not null and not t.is_seed and (k.entry is not null or k.source is null and not k.is_made)
    and k.task_id <> all (array(select (f ->> 'taskId')::bigint from unnest(p_known) f))
  group by r.workflow_id, t.stage_id
  order by r.workflow_id, t.stage_id
  on conflict (workflow_id, stage_id, place) do update
  set day = excluded.day,
      found = case when cache_look.day = excluded.day then cache_look.found else 0 end + excluded.found,
      missed = case when cache_look.day = excluded.day then cache_look.missed else 0 end + excluded.missed;
end
$$;

-- By what the output of a stage is found again; null when its policy keeps none.
create function engine.cache_key(p_run run, p_stage stage, p_digest text) returns text
language sql
immutable
as $$
  select case when p_stage.cache_scope is not null then encode(sha256(convert_to(concat_ws(':',
    p_run.workspace_id, p_run.workflow_id, p_stage.stage_id, p_digest,
    case when p_stage.cache_scope = 'run_only' then coalesce(p_run.root_run_id, p_run.id) end), 'UTF8')), 'hex') end
$$;

-- Waits for those who look for, or store, an output under one of these keys; in the order of the keys, after runs and tasks.
create function engine.lock_cache_keys(p_keys text[]) returns void
language plpgsql
as $$
begin
  perform pg_advisory_xact_lock(k.lock)
  from (select distinct hashtextextended(key, 1) as lock from unnest(p_keys) key where key is not null order by 1) k;
end
$$;

-- The artifacts that the output of a task is made of, by hash.
create function engine.artifacts_of(p_task bigint) returns text[]
language sql
stable
as $$
  select array(
    select t.output_hash from task t where t.id = p_task and t.output_hash is not null
    union
    select a.hash from task t join artifact a on a.run_id = t.run_id and a.task_id = t.id where t.id = p_task)
$$;

-- The same as a settlement names them, to be linked to another task.
create function engine.artifact_rows(p_run bigint, p_task bigint) returns json
language sql
stable
as $$
  select json_agg(json_build_object('hash', a.hash, 'name', a.name, 'media_type', a.media_type, 'size', a.size))
  from artifact a
  where a.run_id = p_run and a.task_id = p_task
$$;
