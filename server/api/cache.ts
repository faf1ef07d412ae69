import { CacheEntries, CacheStats, Forgotten } from "#server/api/rest/workspace-answers.ts";
import { procedure, router } from "#server/api/trpc.ts";
import { CacheFilter } from "#server/cache/cache-filter.ts";
import { cacheStats } from "#server/cache/cache-stats.ts";
import { InvalidateCache, invalidateCache } from "#server/cache/invalidate-cache.ts";
import { ListCache, listCache } from "#server/cache/list-cache.ts";

export const cacheRouter = router({
  list: procedure("cache.read", { rest: "GET /cache", does: "Lists cache entries", answer: CacheEntries })
    .input(ListCache)
    .query(({ ctx, input }) => listCache(ctx.pool, ctx.workspaceId, input)),
  stats: procedure("cache.read", {
    rest: "GET /cache/stats",
    does: "Sums up the cache by workflow and stage",
    answer: CacheStats,
  })
    .input(CacheFilter)
    .query(({ ctx, input }) => cacheStats(ctx.pool, ctx.workspaceId, input)),
  invalidate: procedure("cache.manage", {
    rest: "POST /cache/invalidate",
    does: "Forgets cache entries",
    answer: Forgotten,
  })
    .input(InvalidateCache)
    .mutation(({ ctx, input }) => invalidateCache(ctx.pool, ctx.workspaceId, input)),
});
