-- What the engine's functions hand to each other.

-- One event to be written, with what it does to the counters of its run.
create type engine.event_draft as (
  run_id bigint,
  type text,
  task_id bigint,
  stage_id text,
  subtask integer,
  round integer,
  data json,
  settled integer,  -- 1 when a stage, not a subtask, has settled
  failed integer,   -- 1 when that fails the run
  reviewed integer, -- 1 for a review that opened, -1 for one that closed
  started boolean,  -- whether an attempt began
  acts boolean      -- whether its task's stage has actions or follow-ups
);

-- Where tasks stand in line: each tag has a line of its own.
create type engine.line as (
  priority integer,
  tag text -- '' for what any worker takes that takes `default`
);

-- A task that has just ended, with what is needed to see what follows from it.
create type engine.settled_task as (
  run_id bigint,
  stage_id text,
  parent_id bigint,
  status task_status,
  skip_reason text
);

-- One settlement: what the worker, or a person, decided about one task. Decided in core/settle.ts, guarded here.
create type engine.settlement as (
  task_id bigint,
  run_id bigint,
  lease uuid,                -- null when the task is not leased (a decision on a review)
  to_status text,            -- a task status, or "fanned_out"
  input json,
  input_hash text,
  output json,
  output_hash text,
  error json,
  skip_reason text,
  delay_ms double precision, -- pending: when the next attempt may start
  hand_back boolean,         -- pending: the attempt does not count
  reason text,               -- why it was handed back
  items json,                -- fanned_out: one subtask each
  concurrency integer,
  keeps_failures boolean,
  review json,
  decision json,
  log json,
  attempt integer,
  artifacts json,
  suspension json,           -- suspended: what it waits for
  wake_at timestamptz,       -- suspended: when it wakes by itself; null when only somebody else wakes it
  keeps_output boolean,      -- the output that was reviewed stays
  feedback json,             -- for the next attempt
  record json,               -- of an attempt of a checked stage
  child json,                -- suspended: the run to be started that it waits for
  memory text,               -- suspended: what there is of its code, base64
  input_digest text,         -- SHA-256 of all that its output depends on; "sought": what is looked for
  source_task_id bigint,     -- skipped, because the output is known: the task that made it
  seen text[],               -- sought: artifacts that are there
  lost_source bigint         -- sought again: the task whose artifacts are not
);

-- An attempt that asks whether its output is known, with what was found.
create type engine.sought_output as (
  task_id bigint,
  key text,       -- null when the stage keeps no outputs
  entry bigint,   -- the cache entry
  source bigint,  -- the task that made the output
  is_made boolean -- whether another attempt is making it
);

-- A task after its settlement was applied, beside the settlement.
create type engine.moved_task as (
  task_id bigint,
  run_id bigint,
  stage_id text,
  subtask integer,
  round integer,
  parent_id bigint,
  status task_status,
  skip_reason text,
  available_at timestamptz,
  duration_ms numeric,
  allow_failure boolean,
  acts boolean,
  cache_key text,
  settlement engine.settlement
);

create type engine.start_request as (
  workspace_id text,
  workflow_id uuid,
  version_id uuid,
  item_id text,
  input json,
  input_hash text,
  input_size integer,
  started_by text,
  idempotency_key text,
  request_hash text,
  batch_id bigint,
  origin_run_id bigint,  -- the run, and the task of it, that caused this one
  origin_task_id bigint,
  is_awaited boolean,    -- whether the origin task waits for its end
  start_at timestamptz,  -- its first stages wait until then
  priority integer,      -- 0 when it is left out
  metadata json,         -- plain values by name
  dedupe json            -- [{key, statuses}]: a run with the key, in one of the statuses, is the answer instead
);

-- A run whose status has just changed, and on which something hangs: a batch that keeps count, actions.
create type engine.turned_run as (
  run_id bigint,
  old_status run_status,
  new_status run_status,
  batch_id bigint,
  acts boolean,
  awaited_by bigint -- the task that waits for its end
);

-- That a rule holds for a task: the slot that they share, what the task takes of it, and what may be taken in all.
create type engine.task_rule as (
  task_id bigint,
  workspace_id text,
  key text,
  charge bigint,
  max bigint,     -- 0 when a field that the rule compares is missing
  is_capacity boolean,
  about jsonb     -- what the key stands for, to be shown
);
