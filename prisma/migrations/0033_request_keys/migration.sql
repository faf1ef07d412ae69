-- What was answered to a POST under its Idempotency-Key: repeating it within a day gives the same answer.
create table "request_key" (
    "workspace_id" text not null,
    "caller" text not null,
    "key" text not null,
    "digest" text not null,
    "status" integer not null,
    "answer" bytea not null,
    "created_at" timestamptz(3) not null default current_timestamp,

    constraint "request_key_pkey" primary key ("workspace_id", "caller", "key")
);
alter table request_key add constraint only_successes_are_kept check (status between 200 and 299);

create index "request_key_created_at_idx" on "request_key" ("created_at");
