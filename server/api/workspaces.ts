import { z } from "zod";
import { procedure, router } from "#server/api/trpc.ts";
import {
  createWorkspace,
  enterWorkspace,
  listWorkspaces,
  NamedWorkspace,
  renameWorkspace,
} from "#server/workspaces/workspaces.ts";

/** The workspaces of who asks, and which of them is the present one of the session. */
export const workspacesRouter = router({
  list: procedure("session.manage").query(({ ctx }) => listWorkspaces(ctx.prisma, ctx.principal)),
  enter: procedure("session.manage")
    .input(z.object({ workspaceId: z.string().max(100) }))
    .mutation(({ ctx, input }) => enterWorkspace(ctx.prisma, ctx.principal, input.workspaceId)),
  create: procedure("workspace.manage")
    .input(NamedWorkspace)
    .mutation(({ ctx, input }) => createWorkspace(ctx.prisma, ctx.principal, input)),
  rename: procedure("workspace.manage", { rest: "PUT /workspace/name", does: "Gives the workspace another name" })
    .input(NamedWorkspace)
    .mutation(({ ctx, input }) => renameWorkspace(ctx.prisma, ctx.workspaceId, input)),
});
