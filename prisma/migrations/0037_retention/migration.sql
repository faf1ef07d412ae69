-- How long ended runs are kept, and what is left to sweep of those that went.
create table "retention" (
    "id" uuid not null,
    "workspace_id" text not null,
    "workflow_id" uuid,
    "keep_days" integer,
    "keep_runs" integer,
    "changed_by" text not null,
    "changed_at" timestamptz(3) not null default current_timestamp,

    constraint "retention_pkey" primary key ("id"),
    constraint "retention_days" check (keep_days > 0),
    constraint "retention_runs" check (keep_runs > 0),
    constraint "retention_workflow_id_fkey" foreign key ("workflow_id") references "workflow" ("id") on delete cascade on update restrict
);
create unique index "retention_of" on "retention" ("workspace_id", "workflow_id") nulls not distinct;

create table "loose_artifact" (
    "hash" text not null,
    "at" timestamptz(3) not null default current_timestamp,

    constraint "loose_artifact_pkey" primary key ("hash")
);

-- Whose outputs are read where they were made keeps the run that made them.
create index "task_of_source" on "task" ("source_task_id") where source_task_id is not null;
