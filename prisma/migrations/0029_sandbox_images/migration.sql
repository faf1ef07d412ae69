-- What waits for weeks goes on in the sandbox that it began in, whatever Heddle has become meanwhile.
create table "sandbox_image" (
    "hash" text not null,
    "engine" bytea not null,
    "harness" text not null,
    "globals" text not null,
    "kept_at" timestamptz(3) not null default now(),

    constraint "sandbox_image_pkey" primary key ("hash")
);
