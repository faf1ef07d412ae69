import { createHash, randomBytes, randomUUID } from "node:crypto";
import { z } from "zod";
import { DomainError } from "#core/errors.ts";
import type { InvitationView } from "#core/people-views.ts";
import { may, ROLES, type Role } from "#core/roles.ts";
import { NewPerson } from "#server/auth/credentials.ts";
import type { Principal } from "#server/auth/principal.ts";
import type { Prisma } from "#server/db.ts";
import { lockMembers } from "#server/people/people.ts";

const LIFETIME_MS = 7 * 86_400_000;
const INVITING = ROLES.filter((role) => may(role, "people.manage"));

export const NewInvitation = z.object({ email: NewPerson.shape.email, role: z.enum(ROLES) });

/** What is kept of the secret in a link. */
export const hashToken = (token: string): string => createHash("sha256").update(token).digest("hex");

/** Which invitations work: nobody took or revoked them, their time is not over, and who made them may still invite. */
export const working = (workspaceId: string, now: Date) => ({
  organizationId: workspaceId,
  status: "pending",
  expiresAt: { gt: now },
  user: { members: { some: { organizationId: workspaceId, role: { in: INVITING } } } },
});

/** The invitations of a workspace that still work, newest first. */
export async function listInvitations(db: Prisma, workspaceId: string): Promise<InvitationView[]> {
  const rows = await db.invitation.findMany({
    where: working(workspaceId, new Date()),
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    select: { id: true, email: true, role: true, createdAt: true, expiresAt: true, user: { select: { email: true } } },
  });
  return rows.map(({ role, createdAt, expiresAt, user, ...row }) => ({
    ...row,
    role: role as Role,
    invitedBy: user.email,
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  }));
}

/**
 * Invites somebody by a link, which is shown this once; an earlier one for the same e-mail ends. The secret stands behind
 * the `#`, which browsers keep to themselves: no server and no log on the way sees it.
 */
export async function createInvitation(
  { prisma, publicUrl }: { prisma: Prisma; publicUrl: string },
  { workspaceId, userId }: Principal,
  { email, role }: z.infer<typeof NewInvitation>,
): Promise<{ id: string; link: string; expiresAt: string }> {
  const token = randomBytes(32).toString("base64url");
  const id = randomUUID();
  const expiresAt = new Date(Date.now() + LIFETIME_MS);
  await prisma.$transaction(async (tx) => {
    await lockMembers(tx, workspaceId);
    if ((await tx.member.count({ where: { organizationId: workspaceId, user: { email } } })) > 0)
      throw new DomainError("conflict", `email: ${email} is here already`, { field: "email" });
    const open = { organizationId: workspaceId, email, status: "pending" };
    await tx.invitation.updateMany({ where: open, data: { status: "revoked" } });
    await tx.invitation.create({
      data: { ...open, id, role, expiresAt, inviterId: userId, tokenHash: hashToken(token) },
    });
  });
  return { id, link: `${publicUrl}/invitation#${token}`, expiresAt: expiresAt.toISOString() };
}

/** Ends an invitation: its link works no more. */
export async function revokeInvitation(db: Prisma, workspaceId: string, id: string): Promise<{ id: string }> {
  const { count } = await db.invitation.updateMany({
    where: { id, organizationId: workspaceId, status: "pending" },
    data: { status: "revoked" },
  });
  if (count === 0)
    throw new DomainError("not_found", "There is no such invitation, or it was used or revoked already", {
      field: "id",
    });
  return { id };
}
