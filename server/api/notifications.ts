import { watchNotifications } from "#server/api/notification-subscription.ts";
import { procedure, router } from "#server/api/trpc.ts";
import { ListNotifications, listNotifications } from "#server/notifications/list-notifications.ts";
import { countUnread, MarkRead, markRead } from "#server/notifications/read-notifications.ts";

export const notificationsRouter = router({
  list: procedure("notification.read", {
    rest: "GET /notifications",
    does: "Lists what the caller was told, newest first",
  })
    .input(ListNotifications)
    .query(({ ctx, input }) => listNotifications(ctx.pool, ctx.principal, input)),
  count: procedure("notification.read", {
    rest: "GET /notifications/count",
    does: "Counts the unread notifications of the caller, up to a hundred",
  }).query(({ ctx }) => countUnread(ctx.pool, ctx.principal)),
  markRead: procedure("notification.manage", {
    rest: "POST /notifications/read",
    does: "Marks notifications of the caller as read, all of them unless they are named",
  })
    .input(MarkRead)
    .mutation(({ ctx, input }) => markRead(ctx.pool, ctx.principal, input)),
  /** How many are unread: now, and again whenever the caller is told of something. */
  watch: procedure("notification.read").subscription(({ ctx, signal }) =>
    watchNotifications(ctx, ctx.principal, signal),
  ),
});
