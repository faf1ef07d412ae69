import { z } from "zod";
import { MAX_USES } from "#core/published-functions.ts";
import {
  FunctionRead,
  Functions,
  FunctionVersion,
  NamedFunction,
  PublishedFunction,
} from "#server/api/rest/automation-answers.ts";
import { procedure, router } from "#server/api/trpc.ts";
import { findFunctions, rowsOf } from "#server/functions/find-functions.ts";
import { getFunction, getFunctionVersion } from "#server/functions/get-function.ts";
import { ListFunctions, listFunctions } from "#server/functions/list-functions.ts";
import { NewFunctionVersion, publishFunction } from "#server/functions/publish-function.ts";
import { setRetired } from "#server/functions/retire-function.ts";

const Name = z.object({ name: z.string().max(100) });

export const functionsRouter = router({
  list: procedure("function.read", {
    rest: "GET /functions",
    does: "Lists the functions of the workspace",
    answer: Functions,
  })
    .input(ListFunctions)
    .query(({ ctx, input }) => listFunctions(ctx.pool, ctx.workspaceId, input)),
  get: procedure("function.read", {
    rest: "GET /functions/{name}",
    does: "Reads a function with its versions",
    answer: FunctionRead,
  })
    .input(Name)
    .query(({ ctx, input }) => getFunction(ctx.pool, ctx.workspaceId, input.name)),
  version: procedure("function.read", {
    rest: "GET /functions/{name}/versions/{version}",
    does: "Reads a version of a function",
    answer: FunctionVersion,
  })
    .input(Name.extend({ version: z.int().min(1).max(1_000_000_000).optional() }))
    .query(({ ctx, input }) => getFunctionVersion(ctx.pool, ctx.workspaceId, input)),
  modules: procedure("function.read")
    .input(z.object({ imports: z.array(z.string().max(200)).max(MAX_USES) }))
    .query(async ({ ctx, input }) =>
      Object.fromEntries(
        [...(await findFunctions(rowsOf(ctx.pool), ctx.workspaceId, input.imports))].map(([specifier, { source }]) => [
          specifier,
          source,
        ]),
      ),
    ),
  publish: procedure("function.publish", {
    rest: "POST /functions",
    does: "Publishes a version of a function",
    status: 201,
    answer: PublishedFunction,
  })
    .input(NewFunctionVersion)
    .mutation(({ ctx, input }) => publishFunction(ctx.pool, ctx.workspaceId, input, ctx.principal.by)),
  retire: procedure("function.publish", {
    rest: "POST /functions/{name}/retire",
    does: "Takes a function out of use for what is published from now on",
    answer: NamedFunction,
  })
    .input(Name)
    .mutation(({ ctx, input }) => setRetired(ctx.pool, ctx.workspaceId, input.name, ctx.principal.by)),
  restore: procedure("function.publish", {
    rest: "POST /functions/{name}/restore",
    does: "Takes a function into use again",
    answer: NamedFunction,
  })
    .input(Name)
    .mutation(({ ctx, input }) => setRetired(ctx.pool, ctx.workspaceId, input.name, null)),
});
