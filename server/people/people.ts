import { randomUUID } from "node:crypto";
import { z } from "zod";
import { DomainError } from "#core/errors.ts";
import { covers, ROLES, type Role } from "#core/roles.ts";
import type { MemberView } from "#core/views.ts";
import type { Auth } from "#server/auth/auth.ts";
import { hashPassword, insertPerson, NewPerson } from "#server/auth/credentials.ts";
import type { Prisma } from "#server/db.ts";

export const AddPerson = NewPerson.extend({ role: z.enum(ROLES) });
export const SetRole = z.object({ userId: z.string().max(100), role: z.enum(ROLES) });

type Tx = Pick<Prisma, "member" | "apiKey" | "user" | "$queryRaw">;

/** The people of a workspace in the order in which they joined. */
export async function listPeople(db: Prisma, workspaceId: string): Promise<MemberView[]> {
  const rows = await db.member.findMany({
    where: { organizationId: workspaceId },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: { userId: true, role: true, createdAt: true, user: { select: { name: true, email: true } } },
  });
  return rows.map(({ userId, role, createdAt, user }) => ({
    userId,
    ...user,
    role: role as Role,
    joinedAt: createdAt.toISOString(),
  }));
}

/**
 * Adds a person who is new here, with a first password. Who has an account already is asked by an invitation: nobody is put
 * into a workspace without a yes of their own.
 */
export async function addPerson(
  db: Prisma,
  auth: Auth,
  workspaceId: string,
  person: z.infer<typeof AddPerson>,
): Promise<{ userId: string }> {
  const passwordHash = await hashPassword(auth, person.password);
  return await db.$transaction(async (tx) => {
    await lockMembers(tx, workspaceId);
    const known = await tx.user.findUnique({
      where: { email: person.email },
      select: { members: { where: { organizationId: workspaceId }, select: { id: true } } },
    });
    if (known) {
      const why = known.members.length > 0 ? "is here already" : "has an account already: invite them, and they join";
      throw new DomainError("conflict", `email: ${person.email} ${why}`, { field: "email" });
    }
    const userId = randomUUID();
    await insertPerson(tx, { ...person, id: userId }, passwordHash);
    await tx.member.create({ data: { id: randomUUID(), organizationId: workspaceId, userId, role: person.role } });
    return { userId };
  });
}

/** Gives a person another role. Keys that the person made and that may do more are revoked. */
export async function setRole(
  db: Prisma,
  workspaceId: string,
  { userId, role }: z.infer<typeof SetRole>,
): Promise<{ userId: string }> {
  return await db.$transaction(async (tx) => {
    await requireMember(tx, workspaceId, userId);
    await tx.member.updateMany({ where: { organizationId: workspaceId, userId }, data: { role } });
    await requireOwner(tx, workspaceId);
    const tooMuch = ROLES.filter((other) => !covers(role, other));
    await revokeKeysOf(tx, workspaceId, userId, tooMuch);
    return { userId };
  });
}

/** Takes a person out of the workspace: keys that the person made are revoked, and who is in no other one is forgotten. */
export async function removePerson(db: Prisma, workspaceId: string, userId: string): Promise<{ userId: string }> {
  return await db.$transaction(async (tx) => {
    await requireMember(tx, workspaceId, userId);
    await tx.member.deleteMany({ where: { organizationId: workspaceId, userId } });
    await requireOwner(tx, workspaceId);
    await revokeKeysOf(tx, workspaceId, userId, ROLES);
    await tx.user.deleteMany({ where: { id: userId, members: { none: {} } } });
    return { userId };
  });
}

/** Changes of membership go one after the other, so that two owners cannot remove each other. */
export const lockMembers = (tx: Pick<Prisma, "$queryRaw">, workspaceId: string) =>
  tx.$queryRaw`select id from organization where id = ${workspaceId} for update`;

async function requireMember(tx: Tx, workspaceId: string, userId: string): Promise<void> {
  await lockMembers(tx, workspaceId);
  if ((await tx.member.count({ where: { organizationId: workspaceId, userId } })) === 0)
    throw new DomainError("not_found", "There is no such person in this workspace", { field: "userId" });
}

async function requireOwner(tx: Tx, workspaceId: string): Promise<void> {
  if ((await tx.member.count({ where: { organizationId: workspaceId, role: "owner" } })) === 0)
    throw new DomainError("conflict", "A workspace needs an owner; make somebody else owner first", {
      field: "userId",
    });
}

const revokeKeysOf = (tx: Tx, workspaceId: string, createdBy: string, roles: readonly Role[]) =>
  tx.apiKey.updateMany({
    where: { workspaceId, createdBy, revokedAt: null, role: { in: [...roles] } },
    data: { revokedAt: new Date() },
  });
