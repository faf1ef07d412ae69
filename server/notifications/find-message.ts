import type { NotificationSubject } from "#core/notification.ts";
import type { Queryable } from "#server/db.ts";
import {
  NOTIFICATION_COLUMNS,
  NOTIFICATION_TABLES,
  type NotificationRow,
  viewsOf,
} from "#server/notifications/list-notifications.ts";
import { IS_CURRENT } from "#server/notifications/unread.ts";

/** What goes out for a notification. */
export interface Message {
  subject: NotificationSubject;
  /** The e-mail address of whom it tells. */
  to: string;
}

const FIND = `
  select ${NOTIFICATION_COLUMNS}, u.email as to
  from ${NOTIFICATION_TABLES}
  join "user" u on u.id = n.user_id
  where n.id = $1 and ${IS_CURRENT}`;

/** What there is to send for a notification; null when nobody needs it any more, because its review was decided. */
export async function findMessage(db: Queryable, id: number): Promise<Message | null> {
  const { rows } = await db.query<NotificationRow & { to: string }>({ name: "find_message", text: FIND, values: [id] });
  const [row] = rows;
  if (!row) return null;
  const { to, ...found } = row;
  const [subject] = await viewsOf(db, [found]);
  return subject ? { subject, to } : null;
}
