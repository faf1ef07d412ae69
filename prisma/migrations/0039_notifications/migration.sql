-- People are told of reviews that are theirs to decide, before and after these are due, and of runs that failed.

ALTER TABLE "review" ADD COLUMN "due_at" TIMESTAMPTZ(3),
ADD COLUMN "tell_at" TIMESTAMPTZ(3);

ALTER TABLE "run" ADD COLUMN "told_epoch" INTEGER;

CREATE TABLE "notification" (
    "id" BIGSERIAL NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "run_id" BIGINT NOT NULL,
    "review_id" BIGINT,
    "stage_id" TEXT,
    "batch_id" BIGINT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "read_at" TIMESTAMPTZ(3),

    CONSTRAINT "notification_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "notification_user_id_kind_cause_key" ON "notification"("user_id", "kind", "cause");

-- CreateIndex
CREATE INDEX "notification_user_id_workspace_id_id_idx" ON "notification"("user_id", "workspace_id", "id" DESC);

-- CreateIndex
CREATE INDEX "notification_run_id_idx" ON "notification"("run_id");

-- AddForeignKey
ALTER TABLE "notification" ADD CONSTRAINT "notification_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notification" ADD CONSTRAINT "notification_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- What Prisma cannot say.

-- Of what was there before nobody is told: only what comes from now on has a time to be told at.
alter table review alter column tell_at set default now();
update run set told_epoch = epoch where status = 'failed';

-- What there is to tell, and nothing else.
create index review_to_tell on review (tell_at) where tell_at is not null;
create index run_to_tell on run (id) where status = 'failed' and told_epoch is distinct from epoch;

create index notification_unread on notification (user_id, workspace_id) where read_at is null;

alter table notification add constraint known_notification_kind check (kind in ('review_assigned', 'review_due_soon', 'review_overdue', 'run_failed'));
alter table notification add constraint notification_of_a_review check ((kind = 'run_failed') = (review_id is null));
