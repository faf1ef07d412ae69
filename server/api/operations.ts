import { procedure, router } from "#server/api/trpc.ts";
import { readOperations } from "#server/watch/read-operations.ts";

export const operationsRouter = router({
  read: procedure("operations.read", {
    rest: "GET /operations",
    does: "Tells what waits, who works and what is slow, on the server and in the workspace",
  }).query(({ ctx }) => readOperations(ctx.pool, ctx.cap, ctx.workspaceId, ctx.leaseMs)),
});
