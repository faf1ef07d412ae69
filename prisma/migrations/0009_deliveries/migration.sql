-- Deliveries are claimed host by host and listed by host, know the moment that caused them, and are signed.

ALTER TABLE "delivery" ADD COLUMN "about" JSON,
ALTER COLUMN "action" DROP NOT NULL;

CREATE TABLE "signing_secret" (
    "workspace_id" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "previous" TEXT,
    "previous_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "shown_at" TIMESTAMPTZ(3),

    CONSTRAINT "signing_secret_pkey" PRIMARY KEY ("workspace_id")
);

-- CreateIndex
CREATE INDEX "delivery_workspace_id_id_idx" ON "delivery"("workspace_id", "id" DESC);

-- CreateIndex
CREATE INDEX "delivery_workspace_id_host_id_idx" ON "delivery"("workspace_id", "host", "id" DESC);


-- What Prisma cannot say.

-- The hosts with something to send are found by skipping from one to the next.
drop index delivery_due;
create index delivery_due on delivery (host, next_at) where status = 'pending';
