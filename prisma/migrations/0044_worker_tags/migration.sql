-- Workers take tasks by tags: each tag has a line of its own, and '' is that of all work that names none.
alter table "stage"
  add column "worker_tag" text not null default '';
alter table "task"
  add column "worker_tag" text not null default '';
alter table "worker"
  add column "tags" text[] default '{""}',
  add constraint tags_known check (tags is not null and cardinality(tags) > 0);

drop index task_in_line;
create index task_in_line on task (worker_tag, priority desc, turn, id) where turn is not null;
