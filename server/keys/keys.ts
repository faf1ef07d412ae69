import { z } from "zod";
import { DomainError } from "#core/errors.ts";
import { covers, ROLES, type Role } from "#core/roles.ts";
import { DEFAULT_SCOPES, SCOPES, type Scope } from "#core/scopes.ts";
import type { ApiKeyView } from "#core/views.ts";
import { mintSecret } from "#server/auth/api-keys.ts";
import type { Principal } from "#server/auth/principal.ts";
import type { Pool, Prisma } from "#server/db.ts";

export const NewKey = z.object({
  name: z.string().trim().min(1, "must not be empty").max(100),
  role: z.enum(ROLES),
  scopes: z
    .array(z.enum(SCOPES))
    .min(1, "must name one at least")
    .transform((scopes) => SCOPES.filter((scope) => scopes.includes(scope)))
    .default([...DEFAULT_SCOPES]),
  expiresInDays: z.int().min(1).max(3650).nullish().describe("After so many days it is refused; left out, never"),
});

const DAY_MS = 86_400_000;

/** The keys of a workspace that still work, newest first. */
export async function listKeys(db: Pool, workspaceId: string): Promise<ApiKeyView[]> {
  const { rows } = await db.query<
    Omit<ApiKeyView, "createdAt" | "lastUsedAt" | "expiresAt"> & {
      createdAt: Date;
      lastUsedAt: Date | null;
      expiresAt: Date | null;
    }
  >(
    `select k.id, k.name, k.start, k.role, k.scopes, k.created_at as "createdAt", k.last_used_at as "lastUsedAt",
            k.expires_at as "expiresAt", coalesce(k.expires_at <= now(), false) as "isExpired",
            coalesce(u.email, k.created_by) as "createdBy"
     from api_key k
     left join "user" u on u.id = k.created_by
     where k.workspace_id = $1 and k.revoked_at is null
     order by k.created_at desc, k.id`,
    [workspaceId],
  );
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
  }));
}

function requireCover(who: Principal, role: Role, scopes: readonly Scope[]): void {
  if (!covers(who.role, role))
    throw new DomainError("forbidden", `The role ${who.role} may not hand out the role ${role}`, { field: "role" });
  const beyond = scopes.find((scope) => who.scopes && !who.scopes.includes(scope));
  if (beyond)
    throw new DomainError("forbidden", `A key without the scope ${beyond} may not hand it out`, { field: "scopes" });
}

/** Makes a key that may do what its role and its scopes allow, never more than its maker. The secret is shown this once. */
export async function createKey(
  db: Prisma,
  who: Principal,
  { name, role, scopes, expiresInDays }: z.infer<typeof NewKey>,
): Promise<{ id: string; secret: string }> {
  requireCover(who, role, scopes);
  const expiresAt = expiresInDays ? new Date(Date.now() + expiresInDays * DAY_MS) : null;
  const { secret, hash, start } = mintSecret();
  const { id } = await db.apiKey.create({
    data: { workspaceId: who.workspaceId, name, role, scopes, expiresAt, hash, start, createdBy: who.userId },
    select: { id: true },
  });
  return { id, secret };
}

/** Ends a key at once. */
export async function revokeKey(db: Prisma, { workspaceId }: Principal, id: string): Promise<{ id: string }> {
  const { count } = await db.apiKey.updateMany({
    where: { id, workspaceId, revokedAt: null },
    data: { revokedAt: new Date() },
  });
  if (count === 0)
    throw new DomainError("not_found", "There is no such key, or it is revoked already", { field: "id" });
  return { id };
}
