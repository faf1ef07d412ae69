import { z } from "zod";
import { ShownSecret, SigningSecret } from "#server/api/rest/workspace-answers.ts";
import { procedure, router } from "#server/api/trpc.ts";
import { describeSigningSecret, rotateSigningSecret, showSigningSecret } from "#server/deliveries/signing-secret.ts";

export const signingRouter = router({
  describe: procedure("signing.manage", {
    rest: "GET /signing-secret",
    does: "Says how deliveries are signed, without the secret",
    answer: SigningSecret,
  }).query(({ ctx }) => describeSigningSecret(ctx.pool, ctx.workspaceId, new Date())),
  /** Shows the secret that is there, or a new one in its place. */
  show: procedure("signing.manage", {
    rest: "POST /signing-secret",
    does: "Shows the secret that signs deliveries, or a new one",
    answer: ShownSecret,
  })
    .input(z.object({ isExchange: z.boolean() }))
    .mutation(({ ctx, input }) =>
      (input.isExchange ? rotateSigningSecret : showSigningSecret)(ctx.pool, ctx.secretBox, ctx.workspaceId),
    ),
});
