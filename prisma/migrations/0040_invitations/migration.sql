-- An invitation is a link that is shown once: of its secret only the hash is kept. Nobody could make one before.
delete from "invitation";
alter table "invitation"
  add column "token_hash" TEXT NOT NULL,
  alter column "role" set not null;
create unique index "invitation_token_hash_key" on "invitation" ("token_hash");
create unique index "invitation_one_is_open" on "invitation" ("organizationId", "email") where status = 'pending';
alter table "invitation"
  add constraint status_known check (status in ('pending', 'accepted', 'revoked')),
  add constraint role_known check (role in ('owner', 'editor', 'reviewer', 'viewer'));
