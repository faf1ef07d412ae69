import { z } from "zod";
import { procedure, router } from "#server/api/trpc.ts";
import { createKey, listKeys, NewKey, revokeKey } from "#server/keys/keys.ts";

export const keysRouter = router({
  list: procedure("key.manage").query(({ ctx }) => listKeys(ctx.pool, ctx.workspaceId)),
  create: procedure("key.manage")
    .input(NewKey)
    .mutation(({ ctx, input }) => createKey(ctx.prisma, ctx.principal, input)),
  revoke: procedure("key.manage")
    .input(z.object({ id: z.uuid() }))
    .mutation(({ ctx, input }) => revokeKey(ctx.prisma, ctx.principal, input.id)),
});
