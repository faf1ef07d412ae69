-- What a service speaks, the limits of its calls, and the methods that an OpenAPI document or an MCP server describes.
alter table "service"
  add column "kind" text not null default 'http',
  add column "limits" json not null default '{}',
  add column "next_call_at" timestamptz(6),
  add column "methods_at" timestamptz(3);

create table "service_method" (
    "service_id" uuid not null,
    "name" text not null,
    "position" integer not null,
    "summary" text not null,
    "args" json not null,
    "result" json,
    "request" json,

    constraint "service_method_pkey" primary key ("service_id", "name"),
    constraint "service_method_service_id_fkey" foreign key ("service_id") references "service" ("id") on delete cascade on update restrict
);

-- Methods are asked for by people as well: such a use of a secret is of no run.
alter table "secret_use"
  alter column "run_id" drop not null,
  alter column "task_id" drop not null,
  alter column "attempt" drop not null,
  add column "by" text;

-- What Prisma cannot say.
alter table service add constraint service_has_a_kind check (kind in ('http', 'openapi', 'mcp'));
alter table service_method add constraint service_method_has_a_name check (length(name) between 1 and 200);
alter table secret_use
  add constraint secret_use_is_by_one check (
    (run_id is null) = (by is not null) and (run_id is null) = (task_id is null) and (run_id is null) = (attempt is null));
