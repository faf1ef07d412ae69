-- The engine's functions live in the schema "engine" from here on: code, replaced when it changes (server/engine/sql).
drop function if exists advance, start_runs, cancel_run, decide_review, extend_leases, append_log, claim_tasks, contexts_of,
  describe_claims, events_of_moves, follow_dependencies, follow_subtasks, link_artifacts, make_subtasks, open_reviews,
  outputs_of, record_changes, settle_tasks, unknown_leases;
drop type moved_task, settlement, settled_task, event_draft, start_request;

-- Table "version": what a run as a whole does beside its stages
ALTER TABLE "version" ADD COLUMN "actions" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN "spawn_count" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "cancels_dead_ends" BOOLEAN NOT NULL DEFAULT false;

ALTER TABLE "stage" ADD COLUMN "priority" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "actions" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN "spawn_count" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "rules" JSON,
ADD COLUMN "is_barrier" BOOLEAN NOT NULL DEFAULT false;

ALTER TABLE "run" ADD COLUMN "priority" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "is_paused" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "epoch" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "metadata" JSON,
ADD COLUMN "rules" JSON,
ADD COLUMN "acts" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "start_at" TIMESTAMPTZ(3),
ADD COLUMN "batch_id" BIGINT,
ADD COLUMN "origin_run_id" BIGINT,
ADD COLUMN "origin_task_id" BIGINT,
ADD COLUMN "is_awaited" BOOLEAN NOT NULL DEFAULT false;

ALTER TABLE "task" ADD COLUMN "priority" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN "turn" BIGINT,
ADD COLUMN "blocked_key" TEXT,
ADD COLUMN "holds_slots" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "acts" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "feedback" JSON,
ADD COLUMN "suspension" JSON,
ADD COLUMN "wake_at" TIMESTAMPTZ(3);

ALTER TABLE "review" ADD COLUMN "purpose" TEXT NOT NULL DEFAULT 'gate';

-- CreateTable
CREATE TABLE "rule" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "kind" TEXT,
    "workflow" TEXT,
    "stage" TEXT,
    "fields" TEXT[],
    "max" INTEGER NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "slot" (
    "key" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "about" JSON NOT NULL,
    "used" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "slot_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "task_slot" (
    "task_id" BIGINT NOT NULL,
    "key" TEXT NOT NULL,
    "charge" BIGINT NOT NULL DEFAULT 1,

    CONSTRAINT "task_slot_pkey" PRIMARY KEY ("task_id","key")
);

-- CreateTable
CREATE TABLE "attempt" (
    "task_id" BIGINT NOT NULL,
    "number" INTEGER NOT NULL,
    "run_id" BIGINT NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3) NOT NULL,
    "output" JSON,
    "output_hash" TEXT,
    "verdict" TEXT,
    "feedback" JSON,
    "error" JSON,

    CONSTRAINT "attempt_pkey" PRIMARY KEY ("task_id","number")
);

-- CreateTable
CREATE TABLE "progress" (
    "task_id" BIGINT NOT NULL,
    "run_id" BIGINT NOT NULL,
    "succeeded" BIGINT NOT NULL DEFAULT 0,
    "failed" BIGINT NOT NULL DEFAULT 0,
    "expected" BIGINT,
    "metadata" JSON,
    "cancel_action" JSON,
    "reported_at" TIMESTAMPTZ(3),

    CONSTRAINT "progress_pkey" PRIMARY KEY ("task_id")
);

-- CreateTable
CREATE TABLE "delivery" (
    "id" BIGSERIAL NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "run_id" BIGINT,
    "task_id" BIGINT,
    "batch_id" BIGINT,
    "stage_id" TEXT,
    "trigger" TEXT NOT NULL,
    "action" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3),
    "lease" UUID,
    "host" TEXT,
    "request" JSON,
    "response_status" INTEGER,
    "response" TEXT,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "spawn" (
    "id" BIGSERIAL NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "run_id" BIGINT NOT NULL,
    "task_id" BIGINT,
    "stage_id" TEXT,
    "spawn" INTEGER NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3),
    "lease" UUID,
    "run_count" INTEGER,
    "error" JSON,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "spawn_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "batch" (
    "id" BIGSERIAL NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "workflow_id" UUID NOT NULL,
    "title" TEXT NOT NULL DEFAULT '',
    "metadata" JSON,
    "on_complete" JSON,
    "run_count" INTEGER NOT NULL DEFAULT 0,
    "open_count" INTEGER NOT NULL DEFAULT 0,
    "completed_count" INTEGER NOT NULL DEFAULT 0,
    "failed_count" INTEGER NOT NULL DEFAULT 0,
    "canceled_count" INTEGER NOT NULL DEFAULT 0,
    "created_by" TEXT NOT NULL,
    "idempotency_key" TEXT,
    "request_hash" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "stopped_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "batch_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "rule_workspace_id_idx" ON "rule"("workspace_id");

-- CreateIndex
CREATE INDEX "slot_workspace_id_idx" ON "slot"("workspace_id");

-- CreateIndex
CREATE INDEX "task_slot_key_idx" ON "task_slot"("key");

-- CreateIndex
CREATE INDEX "attempt_run_id_idx" ON "attempt"("run_id");

-- CreateIndex
CREATE INDEX "progress_run_id_idx" ON "progress"("run_id");

-- CreateIndex
CREATE UNIQUE INDEX "delivery_key_key" ON "delivery"("key");

-- CreateIndex
CREATE INDEX "delivery_workspace_id_status_id_idx" ON "delivery"("workspace_id", "status", "id" DESC);

-- CreateIndex
CREATE INDEX "delivery_run_id_idx" ON "delivery"("run_id");

-- CreateIndex
CREATE INDEX "spawn_run_id_idx" ON "spawn"("run_id");

-- CreateIndex
CREATE INDEX "batch_workspace_id_id_idx" ON "batch"("workspace_id", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "batch_workspace_id_idempotency_key_key" ON "batch"("workspace_id", "idempotency_key");

-- AddForeignKey
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "progress" ADD CONSTRAINT "progress_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "spawn" ADD CONSTRAINT "spawn_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "batch" ADD CONSTRAINT "batch_workflow_id_fkey" FOREIGN KEY ("workflow_id") REFERENCES "workflow"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- What Prisma cannot say.

-- A pending task is in line (turn), or waits for its time (neither), or is held back (blocked_key: the slot that it
-- waits for, or "paused" while its run is).
update task set turn = 0 where status = 'pending';
alter table task
  add constraint in_line_only_when_pending check (status = 'pending' or (turn is null and blocked_key is null)),
  add constraint in_line_or_held_back check (turn is null or blocked_key is null),
  add constraint suspended_says_for_what check (status <> 'suspended' or suspension is not null),
  add constraint wakes_only_when_suspended check (wake_at is null or status = 'suspended'),
  add constraint task_priority_in_range check (priority between -2000 and 2000);
alter table run
  add constraint run_priority_in_range check (priority between -1000 and 1000),
  add constraint awaited_by_a_task check (not is_awaited or origin_task_id is not null);
alter table slot add constraint used_never_passes_zero check (used >= 0);
alter table rule
  add constraint known_rule_type check (type in ('concurrency', 'capacity')),
  add constraint max_not_negative check (max >= 0);
alter table review add constraint known_purpose check (purpose in ('gate', 'check'));
alter table attempt add constraint known_verdict check (verdict in ('accepted', 'rejected', 'uncertain'));
alter table delivery add constraint known_delivery_status check (status in ('pending', 'delivered', 'exhausted', 'dropped'));
alter table spawn add constraint known_spawn_status check (status in ('pending', 'done', 'failed'));
alter table batch add constraint batch_counters_never_pass_zero check (open_count >= 0);

drop index task_claimable;
create index task_in_line on task (priority desc, turn, id) where turn is not null;
create index task_delayed on task (available_at) where status = 'pending' and turn is null and blocked_key is null;
create index task_blocked on task (blocked_key, priority desc, id) where blocked_key is not null;
create index task_wakes on task (wake_at) where wake_at is not null;
create index delivery_due on delivery (next_at) where status = 'pending';
create index spawn_due on spawn (next_at) where status = 'pending';
create unique index one_spawn_per_cause on spawn (run_id, task_id, spawn) nulls not distinct;
create index run_of_batch on run (batch_id, status, id) where batch_id is not null;
create index run_of_origin on run (origin_run_id) where origin_run_id is not null;
alter table slot set (fillfactor = 20);
alter table progress set (fillfactor = 40);
alter table batch set (fillfactor = 20);
alter table delivery set (fillfactor = 70);
