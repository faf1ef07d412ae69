-- How often outputs are looked for, and found, by stage and day.
create table "cache_look" (
    "workflow_id" UUID NOT NULL,
    "stage_id" TEXT NOT NULL,
    "place" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "found" BIGINT NOT NULL,
    "missed" BIGINT NOT NULL,

    constraint "cache_look_pkey" primary key ("workflow_id", "stage_id", "place"),
    constraint "cache_look_workflow_id_fkey" foreign key ("workflow_id") references "workflow" ("id") on delete cascade on update cascade
) with (fillfactor = 50);
