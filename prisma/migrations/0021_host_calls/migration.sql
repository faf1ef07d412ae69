-- The journal of what code has asked of the outside.
create table "host_call" (
    "task_id" bigint not null,
    "attempt" integer not null,
    "call_id" bigint not null,
    "service" text not null,
    "method" text not null,
    "args" json not null,
    "answer" json,
    "asked_at" timestamptz(3) not null,
    "answered_at" timestamptz(3),

    constraint "host_call_pkey" primary key ("task_id", "attempt", "call_id"),
    constraint "host_call_task_id_fkey" foreign key ("task_id") references "task" ("id") on delete cascade on update cascade
);
alter table host_call add constraint answered_together check ((answer is null) = (answered_at is null));
