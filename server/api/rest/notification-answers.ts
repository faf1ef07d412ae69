import { z } from "zod";
import { NOTIFICATION_KINDS } from "#core/notification.ts";
import { page, RunId } from "#server/api/rest/answers.ts";

/** What the doors answer about what people are told of. */
const Kinds = z.array(z.enum(NOTIFICATION_KINDS));

export const Notifications = page(
  z.looseObject({
    id: z.int().positive(),
    kind: z.enum(NOTIFICATION_KINDS),
    at: z.iso.datetime(),
    isUnread: z.boolean(),
    runId: RunId,
    reviewId: z.int().nullable(),
    batchId: z.int().nullable(),
    workflowName: z.string(),
    headline: z.string().nullable(),
  }),
);
export const Unread = z.object({
  unread: z.int().min(0).max(100),
  newestId: z.int().nullable().describe("The newest of all, read or not"),
});
export const NotificationSettings = z.object({
  hasMail: z.boolean().describe("Whether e-mail goes out at all"),
  email: Kinds,
});
export const ChosenKinds = z.object({ kinds: Kinds });
export const Channel = z.object({
  secret: z.string().nullable().describe("The name of the secret that holds the address"),
  kinds: Kinds,
});
