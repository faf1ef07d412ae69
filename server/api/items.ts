import { procedure, router } from "#server/api/trpc.ts";
import { ListItems, listItems, QueryItems, queryItems } from "#server/items/list-items.ts";

export const itemsRouter = router({
  list: procedure("run.read", { rest: "GET /items", does: "Lists items of a workflow by how they stand at a stage" })
    .input(ListItems)
    .query(({ ctx, input }) => listItems(ctx.pool, ctx.workspaceId, input)),
  query: procedure("run.read", { rest: "POST /items/query", does: "Finds items by the outputs of a stage" })
    .input(QueryItems)
    .query(({ ctx, input }) => queryItems(ctx.pool, ctx.workspaceId, input)),
});
