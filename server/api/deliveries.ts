import { z } from "zod";
import { Deliveries, Delivery, DeliveryCounts, Replayed } from "#server/api/rest/batch-answers.ts";
import { procedure, router } from "#server/api/trpc.ts";
import { getDelivery } from "#server/deliveries/get-delivery.ts";
import { countDeliveries, ListDeliveries, listDeliveries } from "#server/deliveries/list-deliveries.ts";
import { ReplayDeliveries, replayDeliveries } from "#server/deliveries/replay-deliveries.ts";

export const deliveriesRouter = router({
  list: procedure("delivery.read", {
    rest: "GET /deliveries",
    does: "Lists deliveries, newest first",
    answer: Deliveries,
  })
    .input(ListDeliveries)
    .query(({ ctx, input }) => listDeliveries(ctx.pool, ctx.workspaceId, input)),
  get: procedure("delivery.read", {
    rest: "GET /deliveries/{id}",
    does: "Reads a delivery with its attempts",
    answer: Delivery,
  })
    .input(z.object({ id: z.int().positive() }))
    .query(({ ctx, input }) => getDelivery(ctx.pool, ctx.workspaceId, input.id)),
  counts: procedure("delivery.read", {
    rest: "GET /runs/{runId}/deliveries/counts",
    does: "Counts the deliveries of a run by status",
    answer: DeliveryCounts,
  })
    .input(z.object({ runId: z.int().positive() }))
    .query(({ ctx, input }) => countDeliveries(ctx.pool, ctx.workspaceId, input.runId)),
  replay: procedure("delivery.replay", {
    rest: "POST /deliveries/replay",
    does: "Sends deliveries again",
    answer: Replayed,
    status: 202,
  })
    .input(ReplayDeliveries)
    .mutation(({ ctx, input }) => replayDeliveries(ctx.pool, ctx.workspaceId, input)),
});
