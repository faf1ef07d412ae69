import { Events, Published } from "#server/api/rest/automation-answers.ts";
import { procedure, router } from "#server/api/trpc.ts";
import { ListEvents, listEvents } from "#server/triggers/list-events.ts";
import { PublishEvent, publishEvent } from "#server/triggers/publish-event.ts";

export const eventsRouter = router({
  publish: procedure("event.publish", {
    rest: "POST /events",
    does: "Publishes an event to the triggers that wait for it",
    status: 202,
    answer: Published,
  })
    .input(PublishEvent)
    .mutation(({ ctx, input }) => publishEvent(ctx, ctx.principal, input)),
  list: procedure("trigger.read", { rest: "GET /events", does: "Lists published events, newest first", answer: Events })
    .input(ListEvents)
    .query(({ ctx, input }) => listEvents(ctx.pool, ctx.workspaceId, input)),
});
