-- What code keeps for other code of its workspace, by key.
create table "kv" (
    "workspace_id" text not null,
    "key" text collate "C" not null,
    "value" json not null,
    "version" bigint not null default 1,
    "written_by" text not null,
    "changed_at" timestamptz(3) not null default current_timestamp,

    constraint "kv_pkey" primary key ("workspace_id", "key")
);
alter table kv add constraint key_fits check (length(key) between 1 and 512);
alter table kv add constraint value_fits check (octet_length(value::text) <= 65536);
