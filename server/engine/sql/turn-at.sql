-- The turn of a task that becomes ready, by the heads that were asked before.
create function engine.turn_at(p_heads jsonb, p_priority integer, p_tag text) returns bigint
language sql
stable
return coalesce((p_heads ->> (p_priority || p_tag))::bigint, engine.head_of_line(p_priority, p_tag));
