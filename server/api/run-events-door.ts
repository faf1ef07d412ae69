import type { RunEvent } from "#core/run-event.ts";
import type { Services } from "#server/api/context.ts";
import { idOf, plainDoor } from "#server/api/plain-door.ts";
import { mayStill, openWith, watchAccess } from "#server/api/watch-access.ts";
import { openFeed } from "#server/runs/feed.ts";

const HEARTBEAT_MS = 15_000;

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};

const lineOf = (event: RunEvent) => `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

/** Answers `GET /api/v1/runs/:id/events`: the log of a run as server-sent events, from `Last-Event-ID` on. */
export const answerRunEvents = (services: Services, request: Request, run: string): Promise<Response> =>
  plainDoor(services, request, "run.read", async ({ workspaceId }) => {
    const asked = request.headers.get("last-event-id") ?? new URL(request.url).searchParams.get("after") ?? "";
    const after = /^\d{1,9}$/.test(asked) ? Number(asked) : 0;
    const open = openWith(request.signal);
    const events = await openFeed(services, workspaceId, idOf(run, "run"), after, open.signal);
    watchAccess(open, () => mayStill(services, request.headers, workspaceId, "run.read"));
    return new Response(eventStream(events, open), { headers: HEADERS });
  });

/** Events as they come. However the stream ends, `open` is aborted, and nothing is written to it any more. */
export function eventStream(
  events: AsyncGenerator<RunEvent>,
  open: AbortController,
  heartbeatMs = HEARTBEAT_MS,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode("retry: 1000\n\n"));
      const heartbeat = setInterval(() => controller.enqueue(encoder.encode(": still here\n\n")), heartbeatMs);
      open.signal.addEventListener("abort", () => clearInterval(heartbeat), { once: true });
    },
    async pull(controller) {
      const { value, done } = await events.next().catch((error: unknown) => {
        open.abort();
        throw error;
      });
      if (!done) return controller.enqueue(encoder.encode(lineOf(value)));
      open.abort();
      controller.close();
    },
    cancel: () => open.abort(),
  });
}
