import { randomUUID } from "node:crypto";
import { z } from "zod";
import { DomainError } from "#core/errors.ts";
import type { WorkspaceView } from "#core/people-views.ts";
import type { Role } from "#core/roles.ts";
import { NewPerson } from "#server/auth/credentials.ts";
import type { Principal } from "#server/auth/principal.ts";
import type { Prisma } from "#server/db.ts";

/** A workspace is named as people are: one line. */
export const NamedWorkspace = z.object({ name: NewPerson.shape.name });

/** The workspaces that a person is a member of, by name. A key is of one. */
export async function listWorkspaces(db: Prisma, who: Principal): Promise<WorkspaceView[]> {
  const rows = await db.member.findMany({
    where: { userId: who.userId, ...(who.kind === "key" && { organizationId: who.workspaceId }) },
    orderBy: [{ organization: { name: "asc" } }, { organizationId: "asc" }],
    select: { role: true, organization: { select: { id: true, name: true } } },
  });
  return rows.map(({ role, organization }) => ({
    ...organization,
    role: role as Role,
    isPresent: organization.id === who.workspaceId,
  }));
}

/** Makes an empty workspace with who asks as its owner. */
export async function createWorkspace(
  db: Prisma,
  who: Principal,
  { name }: z.infer<typeof NamedWorkspace>,
): Promise<{ workspaceId: string }> {
  if (who.kind === "key") throw new DomainError("forbidden", "A key is of one workspace; a person makes another");
  const workspaceId = randomUUID();
  const owner = { id: randomUUID(), userId: who.userId, role: "owner" };
  await db.organization.create({ data: { id: workspaceId, name, slug: workspaceId, members: { create: owner } } });
  return { workspaceId };
}

/** Makes a workspace of who asks the present one of their session: what is asked from then on is asked there. */
export async function enterWorkspace(
  db: Prisma,
  { kind, userId, sessionId }: Principal,
  workspaceId: string,
): Promise<{ workspaceId: string }> {
  const isMember = (await db.member.count({ where: { organizationId: workspaceId, userId } })) > 0;
  if (kind !== "person" || !isMember)
    throw new DomainError("not_found", "You are in no such workspace", { field: "workspaceId" });
  await db.session.updateMany({
    where: { id: sessionId ?? "", userId },
    data: { activeOrganizationId: workspaceId },
  });
  return { workspaceId };
}

/** Gives a workspace another name; nothing else depends on it. */
export async function renameWorkspace(
  db: Prisma,
  workspaceId: string,
  { name }: z.infer<typeof NamedWorkspace>,
): Promise<{ workspaceId: string }> {
  await db.organization.update({ where: { id: workspaceId }, data: { name } });
  return { workspaceId };
}
