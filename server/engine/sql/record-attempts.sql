-- Keeps what came of these attempts of checked stages. A worker's clock says how long, the database's says when.
create function engine.record_attempts(p_moved engine.moved_task[], p_now timestamptz) returns void
language plpgsql
as $$
begin
  insert into attempt (task_id, number, run_id, started_at, finished_at, output, output_hash, verdict, feedback, error)
  select m.task_id, s.attempt, m.run_id,
         p_now - (s.record ->> 'durationMs')::double precision * interval '1 millisecond', p_now,
         s.record -> 'output', s.record ->> 'outputHash', s.record ->> 'verdict', s.record -> 'feedback', s.record -> 'error'
  from unnest(p_moved) m
  cross join lateral (select (m.settlement).*) s
  where s.record is not null;
end
$$;
