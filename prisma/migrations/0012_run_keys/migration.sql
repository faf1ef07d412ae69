-- By what a later start finds a run: the keys of its dedupe rules, and idempotency keys that were answered with it.
CREATE TABLE "run_key" (
    "key" TEXT NOT NULL,
    "run_id" BIGINT NOT NULL,
    "request_hash" TEXT,

    CONSTRAINT "run_key_pkey" PRIMARY KEY ("key","run_id")
);

CREATE INDEX "run_key_run_id_idx" ON "run_key"("run_id");

ALTER TABLE "run_key" ADD CONSTRAINT "run_key_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;
