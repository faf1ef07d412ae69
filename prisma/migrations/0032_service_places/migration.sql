-- How many calls of a service are under way in all workers. What a crash of the database takes away is free then: unlogged.
create unlogged table "service_place" (
    "service_id" uuid not null,
    "place" integer not null,
    "holder" uuid not null,
    "held_until" timestamptz(3) not null,

    constraint "service_place_pkey" primary key ("service_id", "place"),
    constraint "service_place_place" check (place between 1 and 1000),
    constraint "service_place_service_id_fkey" foreign key ("service_id") references "service" ("id") on delete cascade on update restrict
);
create index "service_place_holder_idx" on "service_place" ("holder");
