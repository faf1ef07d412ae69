-- Tasks with a tag that wait for the slot of a rule, behind which others may wait: few, or none.
create index task_blocked_tagged on task (blocked_key, worker_tag) where blocked_key is not null and worker_tag > '';
