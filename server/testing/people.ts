import { randomUUID } from "node:crypto";
import type { Role } from "#core/roles.ts";
import { SCOPES, type Scope } from "#core/scopes.ts";
import type { Services } from "#server/api/context.ts";
import { appRouter } from "#server/api/root.ts";
import { createCallerFactory } from "#server/api/trpc.ts";
import type { Principal } from "#server/auth/principal.ts";

export interface Workspace {
  workspaceId: string;
  /** A member in a role, new in the database at the first call. */
  as(role: Role, kind?: Principal["kind"], scopes?: readonly Scope[]): Promise<Principal>;
}

/** A workspace of its own, with people as they are asked for. */
export async function newWorkspace({ prisma }: Services): Promise<Workspace> {
  const workspaceId = randomUUID();
  await prisma.organization.create({ data: { id: workspaceId, name: "Test", slug: workspaceId } });
  const members = new Map<Role, Promise<Principal>>();

  async function join(role: Role): Promise<Principal> {
    const userId = randomUUID();
    const email = `${role}-${userId.slice(0, 8)}@example.org`;
    await prisma.user.create({ data: { id: userId, name: role, email } });
    await prisma.member.create({ data: { id: randomUUID(), organizationId: workspaceId, userId, role } });
    return { kind: "person", userId, name: role, email, workspaceId, workspaceName: "Test", role, by: email };
  }

  return {
    workspaceId,
    async as(role, kind = "person", scopes = SCOPES) {
      const joining = members.get(role) ?? join(role);
      members.set(role, joining);
      const member = await joining;
      if (kind === "person") return member;
      return { ...member, kind, keyId: `key of ${role}`, scopes, by: `${member.email} (key test)` };
    },
  };
}

const createCaller = createCallerFactory(appRouter);

/** Calls procedures as this principal, without HTTP in between. */
export const callerFor = (services: Services, principal: Principal | null, headers = new Headers()) =>
  createCaller({ ...services, headers, principal });

export type Caller = ReturnType<typeof callerFor>;
