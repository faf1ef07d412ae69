import { watchNotifications } from "#server/api/notification-subscription.ts";
import {
  Channel,
  ChosenKinds,
  NotificationSettings,
  Notifications,
  Unread,
} from "#server/api/rest/notification-answers.ts";
import { procedure, router } from "#server/api/trpc.ts";
import {
  ChooseEmail,
  chooseEmail,
  emailKinds,
  findChannel,
  SetChannel,
  setChannel,
} from "#server/notifications/channel.ts";
import { ListNotifications, listNotifications } from "#server/notifications/list-notifications.ts";
import { countUnread, MarkRead, markRead } from "#server/notifications/read-notifications.ts";

export const notificationsRouter = router({
  list: procedure("notification.read", {
    rest: "GET /notifications",
    does: "Lists what the caller was told, newest first",
    answer: Notifications,
  })
    .input(ListNotifications)
    .query(({ ctx, input }) => listNotifications(ctx.pool, ctx.principal, input)),
  count: procedure("notification.read", {
    rest: "GET /notifications/count",
    does: "Counts the unread notifications of the caller, up to a hundred",
    answer: Unread,
  }).query(({ ctx }) => countUnread(ctx.pool, ctx.principal)),
  markRead: procedure("notification.manage", {
    rest: "POST /notifications/read",
    does: "Marks notifications of the caller as read, all of them unless they are named",
    answer: Unread,
  })
    .input(MarkRead)
    .mutation(({ ctx, input }) => markRead(ctx.pool, ctx.principal, input)),
  settings: procedure("notification.read", {
    rest: "GET /notifications/settings",
    does: "Says what the caller is told by e-mail, and whether e-mail goes out at all",
    answer: NotificationSettings,
  }).query(async ({ ctx }) => ({ hasMail: ctx.hasMail, email: await emailKinds(ctx.pool, ctx.principal) })),
  chooseEmail: procedure("notification.manage", {
    rest: "PUT /notifications/settings/email",
    does: "Chooses what the caller is told by e-mail",
    answer: ChosenKinds,
  })
    .input(ChooseEmail)
    .mutation(({ ctx, input }) => chooseEmail(ctx.pool, ctx.principal, input)),
  channel: procedure("service.manage", {
    rest: "GET /notifications/channel",
    does: "Says where the workspace is told together, and of what",
    answer: Channel,
  }).query(async ({ ctx }) => {
    const found = await findChannel(ctx.pool, ctx.workspaceId);
    return { secret: found?.secret ?? null, kinds: found?.kinds ?? [] };
  }),
  setChannel: procedure("service.manage", {
    rest: "PUT /notifications/channel",
    does: "Sets the webhook by which the workspace is told together, by the name of a secret",
    answer: Channel,
  })
    .input(SetChannel)
    .mutation(({ ctx, input }) => setChannel(ctx.pool, ctx.principal, input)),
  /** How many are unread: now, and again whenever the caller is told of something. */
  watch: procedure("notification.read").subscription(({ ctx, signal }) =>
    watchNotifications(ctx, ctx.principal, signal),
  ),
});
