-- What there is of a task's code while it waits, sealed and compressed already.
create table "task_memory" (
    "task_id" bigint not null,
    "bytes" bytea not null,

    constraint "task_memory_pkey" primary key ("task_id"),
    constraint "task_memory_task_id_fkey" foreign key ("task_id") references "task" ("id") on delete cascade on update cascade
);
alter table task_memory alter column bytes set storage external;
