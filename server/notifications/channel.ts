import { z } from "zod";
import { DomainError } from "#core/errors.ts";
import { NOTIFICATION_KINDS, type NotificationKind } from "#core/notification.ts";
import { SecretName } from "#core/secret.ts";
import type { Principal } from "#server/auth/principal.ts";
import type { Queryable } from "#server/db.ts";

const Kinds = z.array(z.enum(NOTIFICATION_KINDS)).max(NOTIFICATION_KINDS.length);

export const ChooseEmail = z.object({ kinds: Kinds });
export const SetChannel = z.object({
  /** The secret whose value is the address of the webhook; null ends the channel. */
  secret: SecretName.nullable(),
  kinds: Kinds.default([...NOTIFICATION_KINDS]),
});

/** Where a workspace is told together. */
export interface Channel {
  secret: string;
  sealed: string;
  kinds: NotificationKind[];
}

/** The channel of a workspace; null when it has none. */
export async function findChannel(db: Queryable, workspaceId: string): Promise<Channel | null> {
  const { rows } = await db.query<Channel>({
    name: "find_channel",
    text: `select c.secret, c.kinds, s.sealed
           from notification_channel c
           join secret s on s.workspace_id = c.workspace_id and s.name = c.secret
           where c.workspace_id = $1`,
    values: [workspaceId],
  });
  return rows[0] ?? null;
}

/** Sets where a workspace is told together, and of what; without a secret it is told nowhere. Throws DomainError when there is no such secret. */
export async function setChannel(
  db: Queryable,
  { workspaceId, by }: Principal,
  { secret, kinds }: z.infer<typeof SetChannel>,
): Promise<{ secret: string | null; kinds: NotificationKind[] }> {
  if (secret === null) {
    await db.query("delete from notification_channel where workspace_id = $1", [workspaceId]);
    return { secret, kinds: [] };
  }
  const { rowCount } = await db.query(
    `insert into notification_channel (workspace_id, secret, kinds, changed_by)
     select workspace_id, name, $3, $4 from secret where workspace_id = $1 and name = $2
     on conflict (workspace_id) do update
     set secret = excluded.secret, kinds = excluded.kinds, changed_by = excluded.changed_by, changed_at = now()`,
    [workspaceId, secret, kinds, by],
  );
  if (!rowCount) throw new DomainError("not_found", `There is no secret ${secret}`, { field: "secret" });
  return { secret, kinds };
}

/** Of what a person wants to be told by e-mail: of everything until they have said. */
export async function emailKinds(db: Queryable, { userId, workspaceId }: Principal): Promise<NotificationKind[]> {
  const { rows } = await db.query<{ email: NotificationKind[] }>(
    "select email from notification_choice where user_id = $1 and workspace_id = $2",
    [userId, workspaceId],
  );
  return rows[0]?.email ?? [...NOTIFICATION_KINDS];
}

/** Says of what a person wants to be told by e-mail. */
export async function chooseEmail(
  db: Queryable,
  { userId, workspaceId }: Principal,
  { kinds }: z.infer<typeof ChooseEmail>,
): Promise<{ kinds: NotificationKind[] }> {
  await db.query(
    `insert into notification_choice (user_id, workspace_id, email) values ($1, $2, $3)
     on conflict (user_id, workspace_id) do update set email = excluded.email`,
    [userId, workspaceId, kinds],
  );
  return { kinds };
}
