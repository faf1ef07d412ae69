-- Events of all runs are found by time: those of the last minutes lie together, so a few bytes for each megabyte will do.
create index event_at on event using brin (at) with (autosummarize = on);
