import { z } from "zod";
import type { Principal } from "#server/auth/principal.ts";
import type { Queryable } from "#server/db.ts";
import { IS_UNREAD } from "#server/notifications/unread.ts";

/** So many are counted. */
const MOST_COUNTED = 100;

/** How many notifications of a person are unread, up to a hundred, and which is the newest of all. */
export interface Unread {
  unread: number;
  newestId: number | null;
}

export async function countUnread(db: Queryable, { userId, workspaceId }: Principal): Promise<Unread> {
  const { rows } = await db.query<Unread>({
    name: "count_unread",
    text: `select count(*) as unread,
                  (select n.id from notification n where n.user_id = $1 and n.workspace_id = $2 order by n.id desc limit 1) as "newestId"
           from (select from notification n where n.user_id = $1 and n.workspace_id = $2 and ${IS_UNREAD} limit $3) one`,
    values: [userId, workspaceId, MOST_COUNTED],
  });
  return rows[0] ?? { unread: 0, newestId: null };
}

export const MarkRead = z.object({
  /** Without it, all of them. */
  ids: z.array(z.int().positive()).min(1).max(200).optional(),
  isRead: z.boolean().default(true),
});

/** Marks notifications of a person as read, or as unread again. Those of others are left alone. Returns what is unread then. */
export async function markRead(
  db: Queryable,
  who: Principal,
  { ids, isRead }: z.infer<typeof MarkRead>,
): Promise<Unread> {
  await db.query({
    name: "mark_read",
    text: `update notification
           set read_at = case when $4 then now() end
           where user_id = $1 and workspace_id = $2 and ($3::bigint[] is null or id = any ($3)) and (read_at is null) = $4`,
    values: [who.userId, who.workspaceId, ids ?? null, isRead],
  });
  return await countUnread(db, who);
}
