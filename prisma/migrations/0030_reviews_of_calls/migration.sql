-- Code asks for reviews, as many of one task as it likes: each belongs to the call that asked for it.
alter table "review" add column "call_id" bigint, add column "title" text;
drop index "review_task_id_key";
create unique index "review_task_id_attempt_call_id_key" on "review" ("task_id", "attempt", "call_id");
-- What a stage itself asks for stays one of a task.
create unique index review_of_stage on review (task_id) where call_id is null;
alter table review
  drop constraint known_purpose,
  add constraint known_purpose check (purpose in ('gate', 'check', 'call')),
  add constraint call_that_asked check ((purpose = 'call') = (call_id is not null) and (purpose = 'call') = (title is not null));

-- Such a call waits for no run, but for its review.
alter table "call_wait" alter column "run_id" drop not null;
