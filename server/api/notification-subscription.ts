import type { Context } from "#server/api/context.ts";
import { mayStill, openWith, watchAccess } from "#server/api/watch-access.ts";
import type { Principal } from "#server/auth/principal.ts";
import { countUnread, type Unread } from "#server/notifications/read-notifications.ts";
import { wakeNameOf } from "#server/notifications/tell.ts";

/** How many notifications of a person are unread, first as it is, then whenever it has changed; until they may not know. */
export async function* watchNotifications(
  ctx: Context,
  who: Principal,
  signal: AbortSignal | undefined,
): AsyncGenerator<Unread> {
  const open = openWith(signal);
  watchAccess(open, () => mayStill(ctx, ctx.headers, who.workspaceId, "notification.read"));
  let last: Unread | null = null;
  try {
    const { wakeups } = await ctx.notifier();
    for await (const _ of wakeups(wakeNameOf(who.userId), open.signal)) {
      const now = await countUnread(ctx.pool, who);
      if (now.unread !== last?.unread || now.newestId !== last.newestId) yield now;
      last = now;
    }
  } finally {
    open.abort();
  }
}
