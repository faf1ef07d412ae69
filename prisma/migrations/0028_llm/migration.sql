-- What attempts of llm stages have used, and what stages have written of their output so far.
create table "llm_usage" (
    "id" BIGSERIAL NOT NULL,
    "run_id" BIGINT NOT NULL,
    "task_id" BIGINT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "model" TEXT NOT NULL,
    "requests" INTEGER NOT NULL,
    "input_tokens" BIGINT NOT NULL,
    "output_tokens" BIGINT NOT NULL,
    "cost" DOUBLE PRECISION,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    constraint "llm_usage_pkey" primary key ("id"),
    constraint "llm_usage_run_id_fkey" foreign key ("run_id") references "run" ("id") on delete cascade on update cascade
);
create index "llm_usage_run_id_task_id_idx" on "llm_usage" ("run_id", "task_id");
alter table llm_usage
  add constraint usage_counts check (requests > 0 and input_tokens >= 0 and output_tokens >= 0),
  add constraint cost_counts check (cost >= 0);

alter table "progress" add column "text" TEXT;
