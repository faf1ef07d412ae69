import { z } from "zod";
import { NewSecret, SecretName } from "#core/secret.ts";
import { Secrets, SecretUses, SetSecret } from "#server/api/rest/workspace-answers.ts";
import { procedure, router } from "#server/api/trpc.ts";
import { deleteSecret } from "#server/secrets/delete-secret.ts";
import { ListUses, listSecrets, listUses } from "#server/secrets/list-secrets.ts";
import { setSecret } from "#server/secrets/set-secret.ts";

/** Write-only: no procedure answers with a value. */
export const secretsRouter = router({
  list: procedure("secret.manage", { rest: "GET /secrets", does: "Lists the names of secrets", answer: Secrets }).query(
    ({ ctx }) => listSecrets(ctx.pool, ctx.workspaceId),
  ),
  set: procedure("secret.manage", {
    rest: "PUT /secrets/{name}",
    does: "Sets a secret; no answer holds a value",
    answer: SetSecret,
  })
    .input(NewSecret)
    .mutation(({ ctx, input }) => setSecret(ctx, ctx.workspaceId, input, ctx.principal.by)),
  delete: procedure("secret.manage", { rest: "DELETE /secrets/{name}", does: "Deletes a secret", status: 204 })
    .input(z.object({ name: SecretName }))
    .mutation(({ ctx, input }) => deleteSecret(ctx.pool, ctx.workspaceId, input.name)),
  uses: procedure("secret.manage", {
    rest: "GET /secrets/{name}/uses",
    does: "Lists which tasks used a secret",
    answer: SecretUses,
  })
    .input(ListUses)
    .query(({ ctx, input }) => listUses(ctx.pool, ctx.workspaceId, input)),
});
