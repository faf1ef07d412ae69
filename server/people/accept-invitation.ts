import { randomUUID } from "node:crypto";
import { DomainError } from "#core/errors.ts";
import type { Role } from "#core/roles.ts";
import { insertPerson } from "#server/auth/credentials.ts";
import type { Prisma } from "#server/db.ts";
import { hashToken, working } from "#server/people/invitations.ts";
import { lockMembers } from "#server/people/people.ts";

/** An invitation that works, as its link finds it. */
export interface FoundInvitation {
  id: string;
  workspaceId: string;
  workspaceName: string;
  email: string;
  role: Role;
  invitedBy: string;
  /** The account of the e-mail, if it has one. */
  userId: string | null;
}

/** Who joins: the account of the e-mail, at one of its sessions, or a person who is new here. */
export type Joining = { userId: string; sessionId: string } | { userId: string; name: string; passwordHash: string };

const gone = () =>
  new DomainError(
    "not_found",
    "This invitation does not work: it was used or revoked, or its seven days are over. Ask for another one.",
  );

/** The invitation of a link; refuses one that does not work, and does not tell why. Changes nothing. */
export async function findInvitation(db: Prisma, token: string): Promise<FoundInvitation> {
  const found = await db.invitation.findUnique({
    where: { tokenHash: hashToken(token) },
    select: { id: true, organizationId: true },
  });
  const row =
    found &&
    (await db.invitation.findFirst({
      where: { ...working(found.organizationId, new Date()), id: found.id },
      select: {
        email: true,
        role: true,
        organization: { select: { name: true } },
        user: { select: { name: true } },
      },
    }));
  if (!row) throw gone();
  const account = await db.user.findUnique({ where: { email: row.email }, select: { id: true } });
  return {
    id: found.id,
    workspaceId: found.organizationId,
    workspaceName: row.organization.name,
    email: row.email,
    role: row.role as Role,
    invitedBy: row.user.name,
    userId: account?.id ?? null,
  };
}

/** Makes who was invited a member and uses the invitation up; of two at the same time one is refused. */
export async function acceptInvitation(db: Prisma, invitation: FoundInvitation, joining: Joining): Promise<void> {
  const { id, workspaceId, email, role } = invitation;
  const { userId } = joining;
  await db.$transaction(async (tx) => {
    await lockMembers(tx, workspaceId);
    const { count } = await tx.invitation.updateMany({
      where: { ...working(workspaceId, new Date()), id },
      data: { status: "accepted" },
    });
    if (count === 0) throw gone();
    if ("passwordHash" in joining)
      await insertPerson(tx, { id: userId, name: joining.name, email }, joining.passwordHash);
    else
      await tx.session.updateMany({
        where: { id: joining.sessionId, userId },
        data: { activeOrganizationId: workspaceId },
      });
    // Who was added by hand meanwhile keeps that role.
    await tx.member.createMany({
      data: [{ id: randomUUID(), organizationId: workspaceId, userId, role }],
      skipDuplicates: true,
    });
  });
}
