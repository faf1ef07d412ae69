-- Members under one name, for the assignment of reviews: `group:<name>`.
create table "people_group" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    constraint "people_group_pkey" primary key ("id"),
    constraint "people_group_workspace_id_fkey" foreign key ("workspace_id") references "organization" ("id") on delete cascade on update cascade,
    constraint name_is_a_word check (name ~ '^[a-z0-9][a-z0-9._-]{0,49}$')
);

-- Who leaves the workspace leaves its groups.
create table "people_group_member" (
    "group_id" UUID NOT NULL,
    "member_id" TEXT NOT NULL,

    constraint "people_group_member_pkey" primary key ("group_id", "member_id"),
    constraint "people_group_member_group_id_fkey" foreign key ("group_id") references "people_group" ("id") on delete cascade on update cascade,
    constraint "people_group_member_member_id_fkey" foreign key ("member_id") references "member" ("id") on delete cascade on update cascade
);

create unique index "people_group_workspace_id_name_key" on "people_group" ("workspace_id", "name");
create index "people_group_member_member_id_idx" on "people_group_member" ("member_id");
