-- Secrets that services send along, sealed (server/secret-box.ts), the record of their uses, and the services by name.
create table "secret" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_by" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    constraint "secret_pkey" primary key ("id")
);

-- Without foreign keys: what a secret was used for outlives the secret, the service and the run.
create table "secret_use" (
    "id" BIGSERIAL NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "run_id" BIGINT NOT NULL,
    "task_id" BIGINT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    constraint "secret_use_pkey" primary key ("id")
);

create table "service" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "base_url" TEXT NOT NULL,
    "auth" JSON NOT NULL,
    "secret" TEXT,
    "timeout_ms" INTEGER,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "changed_by" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    constraint "service_pkey" primary key ("id")
);

create unique index "secret_workspace_id_name_key" on "secret" ("workspace_id", "name");
create unique index "service_workspace_id_name_key" on "service" ("workspace_id", "name");
create index "service_workspace_id_secret_idx" on "service" ("workspace_id", "secret");
create index "secret_use_workspace_id_secret_id_idx" on "secret_use" ("workspace_id", "secret", "id" desc);

alter table "service" add constraint "service_workspace_id_secret_fkey"
  foreign key ("workspace_id", "secret") references "secret" ("workspace_id", "name") on delete restrict on update restrict;

-- What Prisma cannot say.
alter table secret add constraint secret_has_a_name check (name ~ '^[A-Z][A-Z0-9_]{0,63}$');
alter table service
  add constraint service_has_a_name check (name ~ '^[a-z][a-z0-9_]{0,63}$'),
  add constraint service_times_out check (timeout_ms > 0),
  -- The column says for the foreign key what the credential names.
  add constraint service_names_its_secret check (secret is not distinct from (auth ->> 'secret'));

-- A use that was written down stays as it is.
create function refuse_change_of_secret_use() returns trigger language plpgsql as $$
begin
  raise exception 'what a secret was used for is never changed';
end
$$;
create trigger secret_use_is_append_only before update on secret_use
  for each statement execute function refuse_change_of_secret_use();
