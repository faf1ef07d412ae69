-- Outputs that are found again by their input hash, and runs that are based on another (decision 021).
alter table "stage"
  add column "cache_scope" TEXT,
  add column "cache_ttl_ms" BIGINT;

alter table "run"
  add column "base_run_id" BIGINT,
  add column "root_run_id" BIGINT,
  add column "change" JSON;

alter table "task"
  add column "input_digest" TEXT,
  add column "cache_key" TEXT,
  add column "source_task_id" BIGINT,
  add column "is_seed" BOOLEAN NOT NULL DEFAULT false;

create table "cache_entry" (
    "id" BIGSERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "workflow_id" UUID NOT NULL,
    "stage_id" TEXT NOT NULL,
    "input_digest" TEXT NOT NULL,
    "root_run_id" BIGINT,
    "run_id" BIGINT NOT NULL,
    "task_id" BIGINT NOT NULL,
    "size" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "hit_count" BIGINT NOT NULL DEFAULT 0,
    "last_hit_at" TIMESTAMPTZ(3),

    constraint "cache_entry_pkey" primary key ("id"),
    constraint "cache_entry_workflow_id_fkey" foreign key ("workflow_id") references "workflow" ("id") on delete cascade on update cascade,
    constraint "cache_entry_run_id_fkey" foreign key ("run_id") references "run" ("id") on delete cascade on update cascade
);

create unique index "cache_entry_key_key" on "cache_entry" ("key");
create index "cache_entry_of_workspace" on "cache_entry" ("workspace_id", "id" desc);
create index "cache_entry_of_stage" on "cache_entry" ("workflow_id", "stage_id", "id" desc);
create index "cache_entry_run_id_idx" on "cache_entry" ("run_id");
create index "run_of_base" on "run" ("base_run_id");

-- What Prisma cannot say.
alter table stage add constraint known_cache_scope check (cache_scope in ('global', 'run_only'));
alter table run
  add constraint based_runs_have_a_root check ((base_run_id is null) = (root_run_id is null)),
  add constraint based_runs_say_what_changes check ((base_run_id is null) = (change is null));
alter table task add constraint only_skipped_tasks_have_a_source check (source_task_id is null or status = 'skipped');
-- Who computes an output, and who waits for it.
create index task_by_cache_key on task (cache_key) where cache_key is not null and status in ('running', 'suspended');
