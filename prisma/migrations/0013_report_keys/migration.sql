-- What an outside system has said under an idempotency key, so that saying it again counts once.
create table "report_key" (
    "task_id" BIGINT NOT NULL,
    "key" TEXT NOT NULL,

    constraint "report_key_pkey" primary key ("task_id", "key"),
    constraint "report_key_task_id_fkey" foreign key ("task_id") references "progress" ("task_id") on delete cascade on update cascade
);
