import { z } from "zod";
import { People, Person } from "#server/api/rest/workspace-answers.ts";
import { procedure, router } from "#server/api/trpc.ts";
import { AddPerson, addPerson, listPeople, removePerson, SetRole, setRole } from "#server/people/people.ts";

export const peopleRouter = router({
  list: procedure("people.read", {
    rest: "GET /people",
    does: "Lists the people of the workspace",
    answer: People,
  }).query(({ ctx }) => listPeople(ctx.prisma, ctx.workspaceId)),
  add: procedure("people.manage", { rest: "POST /people", does: "Adds a person", answer: Person, status: 201 })
    .input(AddPerson)
    .mutation(({ ctx, input }) => addPerson(ctx.prisma, ctx.auth, ctx.workspaceId, input)),
  setRole: procedure("people.manage", {
    rest: "PUT /people/{userId}/role",
    does: "Gives a person another role",
    answer: Person,
  })
    .input(SetRole)
    .mutation(({ ctx, input }) => setRole(ctx.prisma, ctx.workspaceId, input)),
  remove: procedure("people.manage", {
    rest: "DELETE /people/{userId}",
    does: "Removes a person from the workspace",
    status: 204,
  })
    .input(z.object({ userId: z.string().max(100) }))
    .mutation(({ ctx, input }) => removePerson(ctx.prisma, ctx.workspaceId, input.userId)),
});
