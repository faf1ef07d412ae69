import { z } from "zod";
import { InvitationMade, Invitations } from "#server/api/rest/answers.ts";
import { procedure, router } from "#server/api/trpc.ts";
import { createInvitation, listInvitations, NewInvitation, revokeInvitation } from "#server/people/invitations.ts";

export const invitationsRouter = router({
  list: procedure("people.manage", {
    rest: "GET /invitations",
    does: "Lists the invitations that still work, without their links",
    answer: Invitations,
  }).query(({ ctx }) => listInvitations(ctx.prisma, ctx.workspaceId)),
  create: procedure("people.manage", {
    rest: "POST /invitations",
    does: "Invites somebody by a link, which is shown once",
    status: 201,
    answer: InvitationMade,
  })
    .input(NewInvitation)
    .mutation(({ ctx, input }) => createInvitation(ctx, ctx.principal, input)),
  revoke: procedure("people.manage", { rest: "DELETE /invitations/{id}", does: "Revokes an invitation", status: 204 })
    .input(z.object({ id: z.string().max(100) }))
    .mutation(({ ctx, input }) => revokeInvitation(ctx.prisma, ctx.workspaceId, input.id)),
});
