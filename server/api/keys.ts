import { z } from "zod";
import { NewKeyMade } from "#server/api/rest/answers.ts";
import { Keys } from "#server/api/rest/workspace-answers.ts";
import { procedure, router } from "#server/api/trpc.ts";
import { createKey, listKeys, NewKey, revokeKey } from "#server/keys/keys.ts";

export const keysRouter = router({
  list: procedure("key.manage", {
    rest: "GET /keys",
    does: "Lists API keys, without their secrets",
    answer: Keys,
  }).query(({ ctx }) => listKeys(ctx.pool, ctx.workspaceId)),
  create: procedure("key.manage", {
    rest: "POST /keys",
    does: "Makes an API key; its secret is shown once",
    status: 201,
    answer: NewKeyMade,
  })
    .input(NewKey)
    .mutation(({ ctx, input }) => createKey(ctx.prisma, ctx.principal, input)),
  revoke: procedure("key.manage", { rest: "DELETE /keys/{id}", does: "Revokes an API key", status: 204 })
    .input(z.object({ id: z.uuid() }))
    .mutation(({ ctx, input }) => revokeKey(ctx.prisma, ctx.principal, input.id)),
});
