import { procedure, router } from "#server/api/trpc.ts";
import { ListEvents, listEvents } from "#server/triggers/list-events.ts";
import { PublishEvent, publishEvent } from "#server/triggers/publish-event.ts";

export const eventsRouter = router({
  publish: procedure("event.publish")
    .input(PublishEvent)
    .mutation(({ ctx, input }) => publishEvent(ctx, ctx.principal, input)),
  list: procedure("trigger.read")
    .input(ListEvents)
    .query(({ ctx, input }) => listEvents(ctx.pool, ctx.workspaceId, input)),
});
