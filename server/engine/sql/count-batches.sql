-- Counts runs that ended, or run again, at their batches, which are locked last and in id order.
create function engine.count_batches(p_turned engine.turned_run[]) returns void
language plpgsql
as $$
declare
  v_ended bigint[];
begin
  perform from batch where id = any (array(
    select t.batch_id from unnest(p_turned) t where t.old_status >= 'completed' or t.new_status >= 'completed'
  )) order by id for update;

  with counted as (
    update batch b
    set open_count = b.open_count + c.opened,
        completed_count = b.completed_count + c.completed,
        failed_count = b.failed_count + c.failed,
        canceled_count = b.canceled_count + c.canceled,
        finished_at = case when c.opened = 0 then b.finished_at
                           when b.open_count + c.opened = 0 then date_trunc('milliseconds', clock_timestamp()) end
    from (
      select t.batch_id,
             sum((t.new_status < 'completed')::int - (t.old_status < 'completed')::int) as opened,
             sum((t.new_status = 'completed')::int - (t.old_status = 'completed')::int) as completed,
             sum((t.new_status = 'failed')::int - (t.old_status = 'failed')::int) as failed,
             sum((t.new_status = 'canceled')::int - (t.old_status = 'canceled')::int) as canceled
      from unnest(p_turned) t
      where t.old_status >= 'completed' or t.new_status >= 'completed'
      group by t.batch_id
    ) c
    where b.id = c.batch_id
    returning b.id, b.open_count, c.opened
  )
  select array_agg(id order by id) into v_ended from counted where open_count = 0 and opened <> 0;
  perform engine.deliver_batch(id) from unnest(v_ended) id;
end
$$;
