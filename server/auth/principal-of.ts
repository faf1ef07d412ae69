import type { Role } from "#core/roles.ts";
import { principalOfKey } from "#server/auth/api-keys.ts";
import type { Auth } from "#server/auth/auth.ts";
import type { Principal } from "#server/auth/principal.ts";
import type { Queryable } from "#server/db.ts";

const MEMBERSHIP = `
  select m.role, o.id as "workspaceId", o.name as "workspaceName"
  from member m
  join organization o on o.id = m."organizationId"
  where m."userId" = $1
  order by (o.id = $2) desc nulls last, m."createdAt", o.id
  limit 1`;

interface Membership {
  role: Role;
  workspaceId: string;
  workspaceName: string;
}

/** How it is found out who asks: by keys alone where there is no `auth`. */
export interface WhoAsks {
  auth?: Auth;
  pool: Queryable;
}

/** Who sends these headers: a bearer key stands alone, else the session cookie counts. Null for nobody; an expired key is refused. */
export async function principalOf({ auth, pool }: WhoAsks, headers: Headers): Promise<Principal | null> {
  const authorization = headers.get("authorization");
  if (authorization !== null) {
    const [, secret] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
    return secret ? await principalOfKey(pool, secret) : null;
  }
  if (!auth || !headers.has("cookie")) return null;
  const session = await auth.api.getSession({ headers });
  if (!session) return null;
  const { id: userId, name, email } = session.user;
  const active = session.session.activeOrganizationId ?? null;
  const { rows } = await pool.query<Membership>({ name: "membership", text: MEMBERSHIP, values: [userId, active] });
  const [membership] = rows;
  const sessionId = session.session.id;
  return membership ? { kind: "person", userId, sessionId, name, email, by: email, ...membership } : null;
}
