import type { RunEvent } from "#core/run-event.ts";
import type { Services } from "#server/api/context.ts";
import { idOf, plainDoor } from "#server/api/plain-door.ts";
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
    const closing = new AbortController();
    const signal = AbortSignal.any([request.signal, closing.signal]);
    const events = await openFeed(services, workspaceId, idOf(run, "run"), after, signal);
    return new Response(eventStream(events, closing), { headers: HEADERS });
  });

function eventStream(events: AsyncGenerator<RunEvent>, closing: AbortController): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let heartbeat: NodeJS.Timeout | undefined;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode("retry: 1000\n\n"));
      heartbeat = setInterval(() => controller.enqueue(encoder.encode(": still here\n\n")), HEARTBEAT_MS);
    },
    async pull(controller) {
      const { value, done } = await events.next();
      if (!done) return controller.enqueue(encoder.encode(lineOf(value)));
      clearInterval(heartbeat);
      controller.close();
    },
    cancel() {
      clearInterval(heartbeat);
      closing.abort();
    },
  });
}
