-- Why a person was asked: of reviews of a stage's own output.
alter table review add column reason text;
alter table review add constraint known_reason check (reason in ('always', 'escalation', 'uncertainty'));
alter table review add constraint reason_of_checks check ((purpose = 'check') = (reason is not null));

-- The runs of a workflow by item, newest first: which run of an item is its latest, and which items begin with a text.
create index run_items on run (workflow_id, item_id collate "C", id desc) where item_id is not null;
