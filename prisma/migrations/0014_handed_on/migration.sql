-- What a task that waits for a slot must know, so that whoever frees the slot can hand it on.
alter table "task" add column "blocked_max" BIGINT;
