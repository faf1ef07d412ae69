import type { Queryable } from "#server/db.ts";
import type { ClaimedDelivery } from "#server/engine/deliveries.ts";
import { type Channel, findChannel } from "#server/notifications/channel.ts";
import { findMessage } from "#server/notifications/find-message.ts";
import type { SecretBox } from "#server/secret-box.ts";
import { aboutSecret } from "#server/secrets/about-secret.ts";
import { recordUse } from "#server/secrets/record-use.ts";
import type { Prepared } from "#worker/deliveries/prepare.ts";
import type { Mailer } from "#worker/notifications/mailer.ts";
import { messageText, slackBody } from "#worker/notifications/message-text.ts";

export interface MessageDeps {
  pool: Queryable;
  secretBox: SecretBox;
  /** Null without a server that takes e-mail. */
  mailer: Mailer | null;
  /** Where people reach Heddle. */
  publicUrl: string;
}

const failed = (code: string, message: string): Prepared => ({
  kind: "failed",
  failure: { code, message, retryable: false },
});

/** Makes what is sent for a notification, from how things are now. */
export async function prepareMessage(deps: MessageDeps, { workspaceId, about }: ClaimedDelivery): Promise<Prepared> {
  const { pool, mailer, publicUrl } = deps;
  const id = about?.notification;
  const message = id === undefined ? null : await findMessage(pool, id);
  if (!message) return { kind: "gone" };
  const { subject, to } = message;
  if (about?.channel === "slack") {
    const channel = await findChannel(pool, workspaceId);
    return channel ? postTo(deps, workspaceId, channel, slackBody(subject, publicUrl)) : { kind: "gone" };
  }
  if (!mailer) return failed("no_mail", "HEDDLE_SMTP_URL is not set where this worker runs");
  const { title, text, html } = messageText(subject, publicUrl);
  const messageId = `<notification-${id}@${new URL(publicUrl).hostname}>`;
  return { kind: "mail", mail: { to, subject: title, text, html, messageId }, host: mailer.host };
}

async function postTo(
  { pool, secretBox }: MessageDeps,
  workspaceId: string,
  { secret, sealed }: Channel,
  body: string,
): Promise<Prepared> {
  await recordUse(pool, { workspaceId, secret, service: "slack", by: "notifications" });
  const url = secretBox.open(sealed, aboutSecret(workspaceId, secret));
  const host = URL.parse(url)?.host;
  if (!host) return failed("bad_url", `The secret ${secret} holds no URL`);
  return {
    kind: "ready",
    request: { method: "POST", url, host, headers: { "content-type": "application/json" }, body, hidesUrl: true },
  };
}
