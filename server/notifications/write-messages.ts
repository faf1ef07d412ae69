import type { Queryable } from "#server/db.ts";

/**
 * The deliveries of notifications: one by e-mail to each person who wants the kind, and one to the channel of the workspace
 * for all who are told the same.
 */
const WRITE = `
  with told as (
    select n.*, r.workflow_id
    from notification n
    join run r on r.id = n.run_id
    where n.id = any ($1)
  ),
  written as (
    insert into delivery (workspace_id, workflow_id, run_id, trigger, key, about, next_at)
    select workspace_id, workflow_id, run_id, 'notify', key, json_build_object('notification', id, 'channel', channel), now()
    from (
      select t.workspace_id, t.workflow_id, t.run_id, t.id, 'email' as channel, concat_ws(':', 'notification', t.id, 'email') as key
      from told t
      left join notification_choice c on c.user_id = t.user_id and c.workspace_id = t.workspace_id
      where $2 and (c.user_id is null or t.kind = any (c.email))
      union all
      select t.workspace_id, t.workflow_id, t.run_id, t.id, 'slack', concat_ws(':', 'slack', t.kind, t.cause)
      from told t
      join notification_channel s on s.workspace_id = t.workspace_id and t.kind = any (s.kinds)
    ) message
    order by id
    on conflict (key) do nothing
    returning id
  )
  select pg_notify('heddle_delivery', '') from written limit 1`;

/** Writes what goes out because of these notifications; called in the transaction that writes them. */
export async function writeMessages(db: Queryable, ids: readonly number[], hasMail: boolean): Promise<void> {
  if (ids.length > 0) await db.query({ name: "write_messages", text: WRITE, values: [ids, hasMail] });
}
