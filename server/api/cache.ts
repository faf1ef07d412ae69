import { procedure, router } from "#server/api/trpc.ts";
import { CacheFilter } from "#server/cache/cache-filter.ts";
import { cacheStats } from "#server/cache/cache-stats.ts";
import { InvalidateCache, invalidateCache } from "#server/cache/invalidate-cache.ts";
import { ListCache, listCache } from "#server/cache/list-cache.ts";

export const cacheRouter = router({
  list: procedure("cache.read", { rest: "GET /cache", does: "Lists cache entries" })
    .input(ListCache)
    .query(({ ctx, input }) => listCache(ctx.pool, ctx.workspaceId, input)),
  stats: procedure("cache.read", { rest: "GET /cache/stats", does: "Sums up the cache by workflow and stage" })
    .input(CacheFilter)
    .query(({ ctx, input }) => cacheStats(ctx.pool, ctx.workspaceId, input)),
  invalidate: procedure("cache.manage", { rest: "POST /cache/invalidate", does: "Forgets cache entries" })
    .input(InvalidateCache)
    .mutation(({ ctx, input }) => invalidateCache(ctx.pool, ctx.workspaceId, input)),
});
