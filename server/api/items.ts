import { FoundItems, Items } from "#server/api/rest/batch-answers.ts";
import { procedure, router } from "#server/api/trpc.ts";
import { ListItems, listItems, QueryItems, queryItems } from "#server/items/list-items.ts";

export const itemsRouter = router({
  list: procedure("run.read", {
    rest: "GET /items",
    does: "Lists items of a workflow by how they stand at a stage",
    answer: Items,
  })
    .input(ListItems)
    .query(({ ctx, input }) => listItems(ctx.pool, ctx.workspaceId, input)),
  query: procedure("run.read", {
    rest: "POST /items/query",
    does: "Finds items by the outputs of a stage",
    answer: FoundItems,
  })
    .input(QueryItems)
    .query(({ ctx, input }) => queryItems(ctx.pool, ctx.workspaceId, input)),
});
