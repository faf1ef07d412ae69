-- Keys may do what their role and their scopes allow, and may end. Those that are there keep what they could do.
alter table "api_key"
  add column "scopes" TEXT[] DEFAULT array['read', 'run', 'decide', 'edit', 'admin'],
  add column "expires_at" TIMESTAMPTZ(3);
alter table "api_key" alter column "scopes" drop default;
alter table "api_key"
  add constraint scopes_known check (
    scopes is not null and scopes <> '{}' and scopes <@ array['read', 'run', 'decide', 'edit', 'admin']
  );
