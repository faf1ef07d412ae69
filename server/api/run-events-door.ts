import type { RunEvent } from "#core/run-event.ts";
import type { Services } from "#server/api/context.ts";
import { EVENT_STREAM_HEADERS, eventStream, resumedAfter } from "#server/api/event-stream.ts";
import { idOf, plainDoor } from "#server/api/plain-door.ts";
import { mayStill, openWith, watchAccess } from "#server/api/watch-access.ts";
import { openFeed } from "#server/runs/feed.ts";

const MAX_SEQ = 2 ** 31 - 1;

const lineOf = (event: RunEvent) => `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

async function* linesOf(events: AsyncIterable<RunEvent>): AsyncGenerator<string> {
  for await (const event of events) yield lineOf(event);
}

/** Answers `GET /api/v1/runs/:id/events`: the log of a run as server-sent events, from `Last-Event-ID` on. */
export const answerRunEvents = (services: Services, request: Request, run: string): Promise<Response> =>
  plainDoor(services, request, "run.read", async ({ workspaceId }) => {
    const after = Math.min(resumedAfter(request) ?? 0, MAX_SEQ);
    const open = openWith(request.signal);
    const events = await openFeed(services, workspaceId, idOf(run, "run"), after, open.signal);
    watchAccess(open, () => mayStill(services, request.headers, workspaceId, "run.read"));
    return new Response(eventStream(linesOf(events), open), { headers: EVENT_STREAM_HEADERS });
  });
