-- CreateTable
CREATE TABLE "trigger" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "workflow_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "settings" JSON NOT NULL,
    "is_enabled" BOOLEAN NOT NULL DEFAULT true,
    "next_at" TIMESTAMPTZ(3),
    "event" TEXT,
    "secret_hash" TEXT,
    "secret_sealed" TEXT,
    "secret_start" TEXT,
    "last_at" TIMESTAMPTZ(3),
    "last_run_id" BIGINT,
    "last_error" TEXT,
    "note" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "trigger_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hook_call" (
    "id" BIGSERIAL NOT NULL,
    "trigger_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "status" INTEGER NOT NULL,
    "message" TEXT,
    "run_id" BIGINT,

    CONSTRAINT "hook_call_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "published_event" (
    "id" BIGSERIAL NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "published_by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "idempotency_key" TEXT,
    "request_hash" TEXT,
    "outcome" JSON,

    CONSTRAINT "published_event_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "trigger_workspace_id_name_key" ON "trigger"("workspace_id", "name");

-- CreateIndex
CREATE INDEX "trigger_workflow_id_idx" ON "trigger"("workflow_id");

-- CreateIndex
CREATE INDEX "hook_call_trigger_id_id_idx" ON "hook_call"("trigger_id", "id" DESC);

-- CreateIndex
CREATE INDEX "published_event_workspace_id_id_idx" ON "published_event"("workspace_id", "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "published_event_workspace_id_idempotency_key_key" ON "published_event"("workspace_id", "idempotency_key");

-- AddForeignKey
ALTER TABLE "trigger" ADD CONSTRAINT "trigger_workflow_id_fkey" FOREIGN KEY ("workflow_id") REFERENCES "workflow"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hook_call" ADD CONSTRAINT "hook_call_trigger_id_fkey" FOREIGN KEY ("trigger_id") REFERENCES "trigger"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- What Prisma cannot say.

alter table trigger
  add constraint known_trigger_kind check (kind in ('schedule', 'webhook', 'event')),
  add constraint only_a_schedule_is_due check (next_at is null or (kind = 'schedule' and is_enabled)),
  add constraint an_event_trigger_has_an_event check ((kind = 'event') = (event is not null)),
  add constraint a_webhook_has_one_secret check (num_nonnulls(secret_hash, secret_sealed) = case when kind = 'webhook' then 1 else 0 end);

create index trigger_due on trigger (next_at) where next_at is not null;
create index trigger_of_event on trigger (workspace_id, event) where event is not null;
alter table trigger set (fillfactor = 70);
