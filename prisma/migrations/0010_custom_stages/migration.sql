-- What the workers have loaded of the operator's stages, so that the web can show and check them.
CREATE TABLE "custom_stage" (
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "input" JSON NOT NULL,
    "output" JSON NOT NULL,
    "config" JSON NOT NULL,
    "hash" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "custom_stage_pkey" PRIMARY KEY ("name")
);
