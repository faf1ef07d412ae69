import { DomainError } from "#core/errors.ts";
import { EVENT_STREAM_HEADERS, eventStream, resumedAfter } from "#server/api/event-stream.ts";
import type { OpenStreams } from "#server/api/open-streams.ts";
import { plainDoor } from "#server/api/plain-door.ts";
import { callerOf } from "#server/api/rest/caller.ts";
import { mayStill, openWith, watchAccess } from "#server/api/watch-access.ts";
import type { WhoAsks } from "#server/auth/principal-of.ts";
import type { Notifier } from "#server/engine/notifier.ts";
import { clockOf, followWorkspace, type Told } from "#server/engine/workspace-feed.ts";

const DAY_MS = 86_400_000;

/**
 * Each event carries the moment up to which all has been told; so does a block without data, by which readers note it. Who
 * goes on from there gets again what came since, and nothing is left out.
 */
async function* linesOf(told: AsyncIterable<Told>, from: number): AsyncGenerator<string> {
  let until = from;
  yield `id: ${until}\n\n`;
  for await (const part of told) {
    if ("until" in part) {
      until = part.until;
      yield `id: ${until}\n\n`;
    } else
      yield part.events
        .map((event) => `id: ${until}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
        .join("");
  }
}

/** What following a workspace takes. */
export interface WorkspaceEventsDeps extends WhoAsks {
  openStreams: OpenStreams;
  notifier: () => Promise<Notifier>;
}

/** Answers `GET /api/v1/runs/events`: what happens in all runs of the workspace as server-sent events. */
export const answerWorkspaceEvents = (services: WorkspaceEventsDeps, request: Request): Promise<Response> =>
  plainDoor(services, request, "run.read", async (who) => {
    const { workspaceId } = who;
    const now = await clockOf(services.pool);
    const since = resumedAfter(request);
    if (since !== null && since < now - DAY_MS)
      throw new DomainError("bad_input", "Last-Event-ID: is older than a day; read the lists and begin anew", {
        field: "Last-Event-ID",
      });
    const open = openWith(request.signal);
    services.openStreams.add(callerOf(who, request.headers), open);
    const { anyWakeups } = await services.notifier();
    const told = followWorkspace({ db: services.pool, anyWakeups }, workspaceId, since, open.signal);
    watchAccess(open, () => mayStill(services, request.headers, workspaceId, "run.read"));
    return new Response(eventStream(linesOf(told, Math.min(since ?? now, now)), open), {
      headers: EVENT_STREAM_HEADERS,
    });
  });
