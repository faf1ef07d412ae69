import { z } from "zod";
import { procedure, router } from "#server/api/trpc.ts";
import { deleteGroup, listGroups, SavedGroup, saveGroup } from "#server/people/groups.ts";

export const groupsRouter = router({
  list: procedure("people.read", { rest: "GET /groups", does: "Lists the groups with their members" }).query(
    ({ ctx }) => listGroups(ctx.prisma, ctx.workspaceId),
  ),
  save: procedure("people.manage", { rest: "PUT /groups/{name}", does: "Makes a group, or says who is in it" })
    .input(SavedGroup)
    .mutation(({ ctx, input }) => saveGroup(ctx.prisma, ctx.workspaceId, input)),
  delete: procedure("people.manage", { rest: "DELETE /groups/{name}", does: "Deletes a group", status: 204 })
    .input(z.object({ name: z.string().max(100) }))
    .mutation(({ ctx, input }) => deleteGroup(ctx.prisma, ctx.workspaceId, input.name)),
});
