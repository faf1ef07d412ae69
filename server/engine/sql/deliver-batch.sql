-- Writes the deliveries of a batch whose runs have all ended. Called once it has; called again it writes nothing.
create function engine.deliver_batch(p_batch bigint) returns void
language plpgsql
as $$
begin
  insert into delivery (workspace_id, workflow_id, batch_id, trigger, action, key, next_at)
  select b.workspace_id, b.workflow_id, b.id, 'complete', declared.ordinality - 1, concat_ws(':', 'batch', b.id, 'complete', declared.ordinality - 1),
         date_trunc('milliseconds', clock_timestamp())
  from batch b
  cross join lateral json_array_elements(b.on_complete) with ordinality declared
  where b.id = p_batch
  on conflict (key) do nothing;
  if found then
    perform pg_notify('heddle_delivery', '');
  end if;
end
$$;
