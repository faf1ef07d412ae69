import { z } from "zod";
import { procedure, router } from "#server/api/trpc.ts";
import { AddPerson, addPerson, listPeople, removePerson, SetRole, setRole } from "#server/people/people.ts";

export const peopleRouter = router({
  list: procedure("people.read").query(({ ctx }) => listPeople(ctx.prisma, ctx.workspaceId)),
  add: procedure("people.manage")
    .input(AddPerson)
    .mutation(({ ctx, input }) => addPerson(ctx.prisma, ctx.auth, ctx.workspaceId, input)),
  setRole: procedure("people.manage")
    .input(SetRole)
    .mutation(({ ctx, input }) => setRole(ctx.prisma, ctx.workspaceId, input)),
  remove: procedure("people.manage")
    .input(z.object({ userId: z.string().max(100) }))
    .mutation(({ ctx, input }) => removePerson(ctx.prisma, ctx.workspaceId, input.userId)),
});
