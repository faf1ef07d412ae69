import type { SessionView } from "#core/views.ts";
import { publicProcedure, router } from "#server/api/trpc.ts";
import { needsOwner } from "#server/auth/create-owner.ts";
import type { Principal } from "#server/auth/principal.ts";

const sessionView = ({ userId, name, email, workspaceId, workspaceName, role }: Principal): SessionView => ({
  user: { id: userId, name, email },
  workspace: { id: workspaceId, name: workspaceName },
  role,
});

export const sessionRouter = router({
  state: publicProcedure.query(async ({ ctx: { prisma, principal } }) => ({
    needsOwner: principal === null && (await needsOwner(prisma)),
    session: principal && sessionView(principal),
  })),
});
