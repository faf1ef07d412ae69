-- Who changed what: entries that are chained by their hashes and never change, and changes whose end is not known yet.
create table "audit_pending" (
    "id" UUID NOT NULL,
    "workspace_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "entry" JSON NOT NULL,

    constraint "audit_pending_pkey" primary key ("id")
);

-- Without foreign keys: what was done outlives who did it and what it was done to.
create table "audit_entry" (
    "workspace_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "action" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "address" TEXT,
    "agent" TEXT,
    "target_kind" TEXT NOT NULL,
    "target_id" TEXT,
    "asked" JSON,
    "before" JSON,
    "after" JSON,
    "prev_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    constraint "audit_entry_pkey" primary key ("workspace_id", "seq")
);

create index "audit_pending_workspace_id_at_idx" on "audit_pending" ("workspace_id", "at");
create index "audit_entry_workspace_id_actor_id_seq_idx" on "audit_entry" ("workspace_id", "actor_id", "seq");
create index "audit_entry_workspace_id_action_seq_idx" on "audit_entry" ("workspace_id", "action", "seq");
create index "audit_entry_workspace_id_target_kind_target_id_seq_idx" on "audit_entry" ("workspace_id", "target_kind", "target_id", "seq");

alter table audit_entry
  add constraint outcome_known check (outcome in ('done', 'failed', 'unknown')),
  add constraint actor_known check (actor_kind in ('person', 'key')),
  add constraint seq_counts check (seq > 0);

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'The audit only grows: % is refused', lower(tg_op);
end
$$;

create trigger audit_entry_stays before update or delete on audit_entry
  for each row execute function refuse_audit_change();
create trigger audit_entry_is_kept before truncate on audit_entry
  for each statement execute function refuse_audit_change();
