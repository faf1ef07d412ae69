import { procedure, router } from "#server/api/trpc.ts";
import { ListItems, listItems, QueryItems, queryItems } from "#server/items/list-items.ts";

export const itemsRouter = router({
  list: procedure("run.read")
    .input(ListItems)
    .query(({ ctx, input }) => listItems(ctx.pool, ctx.workspaceId, input)),
  query: procedure("run.read")
    .input(QueryItems)
    .query(({ ctx, input }) => queryItems(ctx.pool, ctx.workspaceId, input)),
});
