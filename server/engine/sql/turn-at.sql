-- The turn of a task that becomes ready, by the heads that were asked before.
create function engine.turn_at(p_heads jsonb, p_priority integer) returns bigint
language sql
stable
return coalesce((p_heads ->> p_priority::text)::bigint, engine.head_of_line(p_priority));
