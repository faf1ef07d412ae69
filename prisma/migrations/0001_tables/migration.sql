-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "task_status" AS ENUM ('waiting', 'pending', 'running', 'suspended', 'awaiting_review', 'paused', 'completed', 'failed', 'skipped', 'canceled');

-- CreateEnum
CREATE TYPE "run_status" AS ENUM ('queued', 'running', 'awaiting_review', 'paused', 'completed', 'failed', 'canceled');

-- CreateEnum
CREATE TYPE "review_status" AS ENUM ('open', 'decided', 'canceled');

-- CreateTable
CREATE TABLE "workflow" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL DEFAULT '',
    "draft" JSON NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "draft_hash" TEXT NOT NULL,
    "latest_version" INTEGER,
    "archived_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workflow_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "version" (
    "id" UUID NOT NULL,
    "workflow_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "definition" JSON NOT NULL,
    "hash" TEXT NOT NULL,
    "published_by" TEXT NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stage" (
    "version_id" UUID NOT NULL,
    "stage_id" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "dependency_count" INTEGER NOT NULL,
    "allow_failure" BOOLEAN NOT NULL,
    "reads" TEXT[],
    "subtask_reads" TEXT[],

    CONSTRAINT "stage_pkey" PRIMARY KEY ("version_id","stage_id")
);

-- CreateTable
CREATE TABLE "dependency" (
    "version_id" UUID NOT NULL,
    "from_stage" TEXT NOT NULL,
    "to_stage" TEXT NOT NULL,
    "requires_success" BOOLEAN NOT NULL,

    CONSTRAINT "dependency_pkey" PRIMARY KEY ("version_id","from_stage","to_stage")
);

-- CreateTable
CREATE TABLE "run" (
    "id" BIGSERIAL NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "workflow_id" UUID NOT NULL,
    "version_id" UUID NOT NULL,
    "item_id" TEXT,
    "status" "run_status" NOT NULL DEFAULT 'queued',
    "input" JSON,
    "input_hash" TEXT,
    "input_size" INTEGER NOT NULL,
    "started_by" TEXT NOT NULL,
    "idempotency_key" TEXT,
    "request_hash" TEXT,
    "last_seq" INTEGER NOT NULL DEFAULT 0,
    "task_count" INTEGER NOT NULL,
    "open_count" INTEGER NOT NULL,
    "review_count" INTEGER NOT NULL DEFAULT 0,
    "failed_count" INTEGER NOT NULL DEFAULT 0,
    "is_canceled" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task" (
    "id" BIGSERIAL NOT NULL,
    "run_id" BIGINT NOT NULL,
    "stage_id" TEXT NOT NULL,
    "subtask" INTEGER,
    "round" INTEGER NOT NULL DEFAULT 1,
    "is_latest" BOOLEAN NOT NULL DEFAULT true,
    "status" "task_status" NOT NULL,
    "wait_finished" INTEGER NOT NULL DEFAULT 0,
    "taken_count" INTEGER NOT NULL DEFAULT 0,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "rescue_count" INTEGER NOT NULL DEFAULT 0,
    "available_at" TIMESTAMPTZ(3),
    "lease" UUID,
    "worker_id" UUID,
    "lease_expires_at" TIMESTAMPTZ(3),
    "parent_id" BIGINT,
    "item" JSON,
    "subtask_count" INTEGER,
    "subtask_open" INTEGER NOT NULL DEFAULT 0,
    "subtask_failed" INTEGER NOT NULL DEFAULT 0,
    "keeps_failures" BOOLEAN NOT NULL DEFAULT false,
    "allow_failure" BOOLEAN NOT NULL DEFAULT false,
    "input" JSON,
    "input_hash" TEXT,
    "output" JSON,
    "output_hash" TEXT,
    "error" JSON,
    "skip_reason" TEXT,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event" (
    "run_id" BIGINT NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT NOT NULL,
    "task_id" BIGINT,
    "stage_id" TEXT,
    "subtask" INTEGER,
    "round" INTEGER,
    "data" JSON NOT NULL,

    CONSTRAINT "event_pkey" PRIMARY KEY ("run_id","seq")
);

-- CreateTable
CREATE TABLE "review" (
    "id" BIGSERIAL NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "run_id" BIGINT NOT NULL,
    "task_id" BIGINT NOT NULL,
    "stage_id" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "content_hash" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "details" JSON,
    "form" JSON,
    "assignees" TEXT[],
    "on_reject" TEXT NOT NULL,
    "status" "review_status" NOT NULL DEFAULT 'open',
    "opened_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decision" TEXT,
    "comment" TEXT,
    "form_data" JSON,
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "idempotency_key" TEXT,

    CONSTRAINT "review_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "artifact" (
    "run_id" BIGINT NOT NULL,
    "task_id" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "artifact_pkey" PRIMARY KEY ("run_id","task_id","hash","name")
);

-- CreateTable
CREATE TABLE "worker" (
    "id" UUID NOT NULL,
    "host" TEXT NOT NULL,
    "slots" INTEGER NOT NULL,
    "idle_slots" INTEGER NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "worker_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "emailVerified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "token" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "ipAddress" TEXT,
    "userAgent" TEXT,
    "userId" TEXT NOT NULL,
    "activeOrganizationId" TEXT,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "accessToken" TEXT,
    "refreshToken" TEXT,
    "idToken" TEXT,
    "accessTokenExpiresAt" TIMESTAMP(3),
    "refreshTokenExpiresAt" TIMESTAMP(3),
    "scope" TEXT,
    "password" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "organization" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "logo" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "metadata" TEXT,

    CONSTRAINT "organization_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "member" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "role" TEXT NOT NULL DEFAULT 'viewer',
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invitation" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "role" TEXT,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "inviterId" TEXT NOT NULL,

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "start" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "workflow_workspace_id_updated_at_id_idx" ON "workflow"("workspace_id", "updated_at" DESC, "id");

-- CreateIndex
CREATE UNIQUE INDEX "workflow_workspace_id_name_key" ON "workflow"("workspace_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "version_workflow_id_number_key" ON "version"("workflow_id", "number");

-- CreateIndex
CREATE INDEX "run_workspace_id_id_idx" ON "run"("workspace_id", "id" DESC);

-- CreateIndex
CREATE INDEX "run_workflow_id_id_idx" ON "run"("workflow_id", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "run_workspace_id_idempotency_key_key" ON "run"("workspace_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "review_task_id_key" ON "review"("task_id");

-- CreateIndex
CREATE INDEX "review_workspace_id_status_id_idx" ON "review"("workspace_id", "status", "id");

-- CreateIndex
CREATE INDEX "review_run_id_idx" ON "review"("run_id");

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_key" ON "session"("token");

-- CreateIndex
CREATE INDEX "session_userId_idx" ON "session"("userId");

-- CreateIndex
CREATE INDEX "account_userId_idx" ON "account"("userId");

-- CreateIndex
CREATE INDEX "verification_identifier_idx" ON "verification"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "organization_slug_key" ON "organization"("slug");

-- CreateIndex
CREATE INDEX "member_userId_idx" ON "member"("userId");

-- CreateIndex
CREATE UNIQUE INDEX "member_organizationId_userId_key" ON "member"("organizationId", "userId");

-- CreateIndex
CREATE INDEX "invitation_organizationId_idx" ON "invitation"("organizationId");

-- CreateIndex
CREATE INDEX "invitation_email_idx" ON "invitation"("email");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE INDEX "api_key_workspace_id_idx" ON "api_key"("workspace_id");

-- AddForeignKey
ALTER TABLE "version" ADD CONSTRAINT "version_workflow_id_fkey" FOREIGN KEY ("workflow_id") REFERENCES "workflow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stage" ADD CONSTRAINT "stage_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "dependency" ADD CONSTRAINT "dependency_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_workflow_id_fkey" FOREIGN KEY ("workflow_id") REFERENCES "workflow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_version_id_fkey" FOREIGN KEY ("version_id") REFERENCES "version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "task" ADD CONSTRAINT "task_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review" ADD CONSTRAINT "review_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "artifact" ADD CONSTRAINT "artifact_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_userId_fkey" FOREIGN KEY ("userId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_userId_fkey" FOREIGN KEY ("userId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_inviterId_fkey" FOREIGN KEY ("inviterId") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;



-- What Prisma cannot say: impossible rows are refused, and the indexes that the hot path walks.

alter table task
  add constraint leased_together
    check ((lease is null) = (worker_id is null) and (lease is null) = (lease_expires_at is null)),
  add constraint leased_exactly_while_an_attempt_runs
    check ((lease is not null) = (status = 'running' and subtask_count is null)),
  add constraint finished_exactly_when_settled
    check ((status >= 'completed') = (finished_at is not null)),
  add constraint failed_says_why
    check (status <> 'failed' or error is not null),
  add constraint skipped_says_why
    check ((status = 'skipped') = (skip_reason is not null)),
  add constraint known_skip_reason
    check (skip_reason in ('not_taken', 'outcome', 'cached', 'reused', 'by_hand')),
  add constraint pending_says_when
    check (status <> 'pending' or available_at is not null),
  add constraint counters_never_pass_zero
    check (wait_finished >= 0 and subtask_open >= 0),
  add constraint one_task_per_stage_subtask_and_round
    unique nulls not distinct (run_id, stage_id, subtask, round);

alter table run
  add constraint open_count_never_passes_zero check (open_count >= 0 and review_count >= 0),
  add constraint finished_exactly_when_nothing_is_open
    check ((status >= 'completed') = (finished_at is not null)),
  add constraint input_is_inline_or_an_artifact check (input is null or input_hash is null);

alter table review
  add constraint known_on_reject check (on_reject in ('fail', 'continue')),
  add constraint known_decision check (decision in ('approved', 'rejected')),
  add constraint decided_completely
    check ((status = 'decided') = (decision is not null and decided_by is not null and decided_at is not null));

create index task_claimable on task (available_at, id) where status = 'pending';
create index task_leased on task (lease_expires_at) where lease is not null;
create index task_next_subtask on task (parent_id, subtask) where status = 'waiting' and parent_id is not null;
create index event_of_attempts on event (task_id, seq) where type in ('task.log', 'task.retrying', 'task.returned');
create index run_of_item on run (workspace_id, item_id, id desc) where item_id is not null;
create index run_by_status on run (workspace_id, status, id desc);

-- Rows of these tables are updated a few times in their short life; room in the page keeps those updates cheap.
alter table task set (fillfactor = 80);
alter table run set (fillfactor = 60);
alter table worker set (fillfactor = 20);

-- A version never changes under a run.
create function refuse_change() returns trigger
language plpgsql
as $$
begin
  raise exception 'A published version never changes' using errcode = 'integrity_constraint_violation';
end
$$;

create trigger version_never_changes before update on version
  for each row execute function refuse_change();
