import { z } from "zod";
import { procedure, router } from "#server/api/trpc.ts";
import { endOtherSessions, endSession, listSessions } from "#server/auth/sessions.ts";

/** Where the caller is signed in; nobody reaches another's. */
export const sessionsRouter = router({
  list: procedure("session.manage").query(({ ctx }) => listSessions(ctx.prisma, ctx.principal)),
  end: procedure("session.manage")
    .input(z.object({ id: z.string().max(100) }))
    .mutation(({ ctx, input }) => endSession(ctx.prisma, ctx.principal, input.id)),
  endOthers: procedure("session.manage").mutation(({ ctx }) => endOtherSessions(ctx.prisma, ctx.principal)),
});
