-- Agents are a kind of caller of their own: the audit marks them, and a key lets them decide only by a scope for that.
alter table "api_key"
  drop constraint scopes_known,
  add constraint scopes_known check (
    scopes is not null and scopes <> '{}' and scopes <@ array['read', 'run', 'decide', 'decide-as-agent', 'edit', 'admin']
  );
alter table "audit_entry"
  drop constraint actor_known,
  add constraint actor_known check (actor_kind in ('person', 'key', 'agent'));
