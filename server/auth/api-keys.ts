import { createHash, randomBytes } from "node:crypto";
import { DomainError } from "#core/errors.ts";
import { covers, type Role } from "#core/roles.ts";
import type { Scope } from "#core/scopes.ts";
import type { Principal } from "#server/auth/principal.ts";
import type { Queryable } from "#server/db.ts";

const PREFIX = "hdl_";
const START_LENGTH = PREFIX.length + 6;

/** A new secret, what is stored of it, and the first characters by which people recognise it. */
export function mintSecret(): { secret: string; hash: string; start: string } {
  const secret = PREFIX + randomBytes(32).toString("base64url");
  return { secret, hash: hashSecret(secret), start: secret.slice(0, START_LENGTH) };
}

const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** One statement finds the key and notes its use, at most once a minute. */
const FIND = `
  with key as (
    select k.id, k.name, k.start, k.role, k.scopes, k.expires_at, k.workspace_id, k.created_by, k.last_used_at
    from api_key k
    where k.hash = $1 and k.revoked_at is null
  ),
  used as (
    update api_key
    set last_used_at = now()
    from key
    where api_key.id = key.id
      and (key.expires_at is null or key.expires_at > now())
      and (key.last_used_at is null or key.last_used_at < now() - interval '1 minute')
  )
  select key.id as "keyId", key.name, key.start, key.role, key.scopes, key.expires_at as "expiresAt",
         key.expires_at <= now() as "isExpired", m.role as "makerRole", key.workspace_id as "workspaceId", o.name as "workspaceName",
         u.id as "userId", u.email
  from key
  join organization o on o.id = key.workspace_id
  join "user" u on u.id = key.created_by
  join member m on m."organizationId" = key.workspace_id and m."userId" = key.created_by`;

interface Row {
  keyId: string;
  name: string;
  start: string;
  role: Role;
  scopes: Scope[];
  expiresAt: Date | null;
  isExpired: boolean | null;
  makerRole: Role;
  workspaceId: string;
  workspaceName: string;
  userId: string;
  email: string;
}

/**
 * Who a secret stands for; null for one that is unknown or revoked, or may do more than its maker may today. One that has
 * expired is refused with a sentence that says so.
 */
export async function principalOfKey(db: Queryable, secret: string): Promise<Principal | null> {
  if (!secret.startsWith(PREFIX)) return null;
  const { rows } = await db.query<Row>({ name: "find_api_key", text: FIND, values: [hashSecret(secret)] });
  const [row] = rows;
  if (!row || !covers(row.makerRole, row.role)) return null;
  const { makerRole: _, start, expiresAt, isExpired, ...key } = row;
  if (expiresAt && isExpired)
    throw new DomainError(
      "unauthorized",
      `The API key ${start}… expired on ${expiresAt.toISOString().slice(0, 10)}; create another in the settings`,
    );
  return { kind: "key", ...key, by: `${key.email} (key ${key.name})` };
}
