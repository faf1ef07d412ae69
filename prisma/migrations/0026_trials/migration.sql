-- Stages that were run alone from a draft, and what each is given then. Neither touches runs.
create table "trial" (
    "id" BIGSERIAL NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "workflow_id" UUID NOT NULL,
    "stage" JSON NOT NULL,
    "functions" TEXT,
    "pin" JSON NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "lease" UUID,
    "report" JSON,
    "asked_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    constraint "trial_pkey" primary key ("id"),
    constraint "trial_workflow_id_fkey" foreign key ("workflow_id") references "workflow" ("id") on delete cascade on update cascade
);
create table "pin" (
    "workflow_id" UUID NOT NULL,
    "stage_id" TEXT NOT NULL,
    "pin" JSON NOT NULL,
    "saved_by" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    constraint "pin_pkey" primary key ("workflow_id", "stage_id"),
    constraint "pin_workflow_id_fkey" foreign key ("workflow_id") references "workflow" ("id") on delete cascade on update cascade
);
create index "trial_workflow_id_idx" on "trial" ("workflow_id");

-- What Prisma cannot say.
create index trial_open on trial (id) where status in ('waiting', 'running');
alter table trial
  add constraint trial_has_a_status check (status in ('waiting', 'running', 'completed', 'failed', 'canceled', 'lost')),
  add constraint trial_ends check ((finished_at is null) = (status in ('waiting', 'running'))),
  add constraint trial_begins check (status <> 'running' or (started_at is not null and lease is not null));
