import { randomBytes } from "node:crypto";
import type { SigningSecretView } from "#core/delivery/views.ts";
import { DomainError } from "#core/errors.ts";
import type { Queryable } from "#server/db.ts";
import type { SecretBox } from "#server/secret-box.ts";

const PREFIX = "whsec_";
/** How long a receiver has to take over a new secret: so long deliveries are signed with both. */
const OVERLAP_HOURS = 24;

const mint = (): string => PREFIX + randomBytes(32).toString("base64url");
/** What the sealed signing secret of a workspace belongs to. */
export const aboutSigningSecret = (workspaceId: string): string => `signing secret ${workspaceId}`;

interface Row {
  sealed: string;
  previous: string | null;
  previousUntil: Date | null;
  shownAt: Date | null;
  createdAt: Date;
}

const COLUMNS = 'sealed, previous, previous_until as "previousUntil", shown_at as "shownAt", created_at as "createdAt"';

async function find(db: Queryable, workspaceId: string): Promise<Row | undefined> {
  const { rows } = await db.query<Row>(`select ${COLUMNS} from signing_secret where workspace_id = $1`, [workspaceId]);
  return rows[0];
}

async function findOrMake(db: Queryable, box: SecretBox, workspaceId: string): Promise<Row> {
  const known = await find(db, workspaceId);
  if (known) return known;
  await db.query("insert into signing_secret (workspace_id, sealed) values ($1, $2) on conflict do nothing", [
    workspaceId,
    box.seal(mint(), aboutSigningSecret(workspaceId)),
  ]);
  const made = await find(db, workspaceId);
  if (!made) throw new Error("The signing secret is gone");
  return made;
}

/** What deliveries of the workspace are signed with now, the newest secret first; made at the first use. */
export async function signingSecrets(db: Queryable, box: SecretBox, workspaceId: string, now: Date): Promise<string[]> {
  const { sealed, previous, previousUntil } = await findOrMake(db, box, workspaceId);
  const isOverlapping = previous !== null && previousUntil !== null && previousUntil > now;
  return [sealed, ...(isOverlapping ? [previous] : [])].map((one) => box.open(one, aboutSigningSecret(workspaceId)));
}

/** What may be known of the secret without showing it. */
export async function describeSigningSecret(db: Queryable, workspaceId: string, now: Date): Promise<SigningSecretView> {
  const row = await find(db, workspaceId);
  return {
    createdAt: row?.createdAt.toISOString() ?? null,
    wasShown: row?.shownAt != null,
    previousUntil: row?.previousUntil && row.previousUntil > now ? row.previousUntil.toISOString() : null,
  };
}

/** Shows the secret, this once. Throws DomainError when it was shown before: then it can only be exchanged. */
export async function showSigningSecret(
  db: Queryable,
  box: SecretBox,
  workspaceId: string,
): Promise<{ secret: string }> {
  await findOrMake(db, box, workspaceId);
  const { rows } = await db.query<Pick<Row, "sealed">>(
    "update signing_secret set shown_at = now() where workspace_id = $1 and shown_at is null returning sealed",
    [workspaceId],
  );
  const [row] = rows;
  if (!row) throw new DomainError("conflict", "The signing secret was shown before; exchange it to see a new one");
  return { secret: box.open(row.sealed, aboutSigningSecret(workspaceId)) };
}

/** Exchanges the secret for a new one and shows it, this once; deliveries are signed with the old one too for a day. */
export async function rotateSigningSecret(
  db: Queryable,
  box: SecretBox,
  workspaceId: string,
): Promise<{ secret: string }> {
  const secret = mint();
  await db.query(
    `insert into signing_secret (workspace_id, sealed, shown_at) values ($1, $2, now())
     on conflict (workspace_id) do update
     set previous = signing_secret.sealed, previous_until = now() + $3 * interval '1 hour', sealed = excluded.sealed,
         created_at = now(), shown_at = now()`,
    [workspaceId, box.seal(secret, aboutSigningSecret(workspaceId)), OVERLAP_HOURS],
  );
  return { secret };
}
