-- Calls of code that wait for what happens elsewhere: the end of a run.
create table "call_wait" (
    "task_id" bigint not null,
    "call_id" bigint not null,
    "run_id" bigint not null,
    "is_due" boolean not null default false,

    constraint "call_wait_pkey" primary key ("task_id", "call_id"),
    constraint "call_wait_task_id_fkey" foreign key ("task_id") references "task" ("id") on delete cascade on update cascade
);
create index "call_wait_run_id_idx" on "call_wait" ("run_id");
create index call_wait_due on call_wait (task_id) where is_due;

-- Whether a call waits for its end: who ends it looks for such only then.
alter table "run" add column "is_called_for" boolean not null default false;
