import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Role } from "#core/roles.ts";
import type { AuditLog } from "#server/audit/audit-log.ts";
import { auditedDeed } from "#server/audit/deed.ts";
import { beginPersonDeed } from "#server/audit/person-deed.ts";
import { needsOwner } from "#server/auth/create-owner.ts";
import { NewPerson } from "#server/auth/credentials.ts";
import type { Prisma } from "#server/db.ts";

/** The name of the identity provider among the accounts of a person. */
export const OIDC = "oidc";

const Profile = z.object({ name: z.string().optional(), preferred_username: z.string().optional(), email: z.string() });
const MAX_NAME = 100;

/** What a person is called, by what an identity provider tells of them. */
export function nameIn(profile: unknown): string {
  const told = Profile.safeParse(profile).data;
  const names = [told?.name, told?.preferred_username, told?.email].map((name) =>
    name?.replace(/[\p{Cc}\p{Cs}]/gu, "").trim(),
  );
  return (names.find(Boolean) ?? "").slice(0, MAX_NAME);
}

interface Told {
  id?: string | undefined;
  email?: string | undefined;
  emailVerified?: boolean | undefined;
}

type Refused = { error: "needs_owner" | "email_not_verified" | "account_not_linked" };

/**
 * Whom an identity provider may bring in: an e-mail that is not verified is nobody's; an account is of one person there, even when
 * their e-mail goes to another later; and the first to come is the owner, who proves to be at the server.
 */
export async function refusalOf(
  db: Prisma,
  { id, email, emailVerified }: Told,
  action: "create-user" | "link-account" | "sign-in",
): Promise<Refused | undefined> {
  if (action === "sign-in") return undefined;
  if (await needsOwner(db)) return { error: "needs_owner" };
  if (emailVerified !== true || !NewPerson.shape.email.safeParse(email).success) return { error: "email_not_verified" };
  if (action === "link-account" && (await db.account.count({ where: { userId: id ?? "", providerId: OIDC } })) > 0)
    return { error: "account_not_linked" };
  return undefined;
}

/**
 * The identity provider says from now on who a person is: tells the audit, and ends what was set for them before, as whoever
 * made the account, or had the invitation, may know its password. Who came first proved to be at the server, and keeps
 * theirs: somebody must get in when the provider is gone.
 */
export async function linkProvider(db: Prisma, audit: AuditLog, headers: Headers, userId: string): Promise<void> {
  const deed = { action: "people.linkProvider", targetKind: "person", targetId: userId } as const;
  const pending = await beginPersonDeed(db, audit, headers, { id: userId }, deed);
  await endEarlierWaysIn(db, userId);
  pending.end({ outcome: "done", targetId: userId });
}

async function endEarlierWaysIn(db: Prisma, userId: string): Promise<void> {
  const { createdAt } = await db.user.findUniqueOrThrow({ where: { id: userId }, select: { createdAt: true } });
  // The first owner is made together with the first workspace, everybody else after it.
  const first = await db.organization.findFirst({ orderBy: { createdAt: "asc" }, select: { createdAt: true } });
  if (first && createdAt <= first.createdAt) return;
  await db.account.deleteMany({ where: { userId, providerId: "credential" } });
  await db.session.deleteMany({ where: { userId } });
}

/** Makes who is new a member of the first workspace, as the settings say, and tells the audit. */
export async function joinFirstWorkspace(
  db: Prisma,
  audit: AuditLog,
  headers: Headers,
  { id: userId, email }: { id: string; email: string },
  role: Role,
): Promise<void> {
  const first = await db.organization.findFirst({ orderBy: { createdAt: "asc" }, select: { id: true } });
  if (!first) return;
  const deed = {
    workspaceId: first.id,
    action: "people.join",
    person: { userId, email, role },
    target: { kind: "person", id: userId },
  } as const;
  await auditedDeed(audit, headers, deed, () =>
    db.member.create({ data: { id: randomUUID(), organizationId: first.id, userId, role } }),
  );
}
