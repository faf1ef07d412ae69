-- Functions that a workspace publishes for the code of all its workflows, by name, each version for good.
create table "task_function" (
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "latest_version" INTEGER NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "retired_at" TIMESTAMPTZ(3),
    "retired_by" TEXT,

    constraint "task_function_pkey" primary key ("workspace_id", "name")
);

create table "task_function_version" (
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "description" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "uses" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "published_by" TEXT NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    constraint "task_function_version_pkey" primary key ("workspace_id", "name", "version")
);

alter table "task_function_version" add constraint "task_function_version_workspace_id_name_fkey"
  foreign key ("workspace_id", "name") references "task_function" ("workspace_id", "name") on delete restrict on update restrict;

-- The published functions that the code of a version names.
alter table "version" add column "functions" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- What Prisma cannot say.
alter table task_function
  add constraint task_function_has_a_name check (name ~ '^[a-z][a-z0-9]*([._-][a-z0-9]+)*$' and length(name) <= 100),
  add constraint retired_by_somebody check ((retired_at is null) = (retired_by is null));
alter table task_function_version
  add constraint task_function_versions_count_from_one check (version > 0),
  add constraint task_function_has_source check (source <> ''),
  add constraint task_function_knows_its_uses check (uses is not null);
alter table version add constraint version_knows_its_functions check (functions is not null);

-- Code that runs relies on it.
create function refuse_change_of_task_function_version() returns trigger language plpgsql as $$
begin
  raise exception 'a version of a function is never changed';
end
$$;
create trigger task_function_version_is_append_only before update or delete on task_function_version
  for each statement execute function refuse_change_of_task_function_version();
