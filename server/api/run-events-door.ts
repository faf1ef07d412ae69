import type { RunEvent } from "#core/run-event.ts";
import { EVENT_STREAM_HEADERS, eventStream, resumedAfter } from "#server/api/event-stream.ts";
import { idOf, plainDoor } from "#server/api/plain-door.ts";
import { mayStill, openWith, watchAccess } from "#server/api/watch-access.ts";
import type { WhoAsks } from "#server/auth/principal-of.ts";
import type { RunTails } from "#server/engine/run-tails.ts";
import { openFeed } from "#server/runs/feed.ts";

const MAX_SEQ = 2 ** 31 - 1;

const blockOf = (event: RunEvent) => `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

/** Written once, however many read it. */
const texts = new WeakMap<readonly RunEvent[], string>();

function textOf(page: readonly RunEvent[]): string {
  const text = texts.get(page) ?? page.map(blockOf).join("");
  texts.set(page, text);
  return text;
}

async function* textsOf(pages: AsyncIterable<readonly RunEvent[]>): AsyncGenerator<string> {
  for await (const page of pages) yield textOf(page);
}

/** What following a run takes. */
export interface RunEventsDeps extends WhoAsks {
  runTails: RunTails;
}

/** Answers `GET /api/v1/runs/:id/events`: the log of a run as server-sent events, from `Last-Event-ID` on. */
export const answerRunEvents = (services: RunEventsDeps, request: Request, run: string): Promise<Response> =>
  plainDoor(services, request, "run.read", async ({ workspaceId }) => {
    const after = Math.min(resumedAfter(request) ?? 0, MAX_SEQ);
    const open = openWith(request.signal);
    const pages = await openFeed(services, workspaceId, idOf(run, "run"), after, open.signal);
    watchAccess(open, () => mayStill(services, request.headers, workspaceId, "run.read"));
    return new Response(eventStream(textsOf(pages), open), { headers: EVENT_STREAM_HEADERS });
  });
