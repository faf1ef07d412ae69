import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { DomainError } from "#core/errors.ts";
import { callerOf } from "#server/api/rest/caller.ts";
import { refusalAnswer, serverAtFault } from "#server/api/rest/refusal.ts";
import { type RestLimit, withinLimit } from "#server/api/rest/rest-limit.ts";
import { answerRunEvents, type RunEventsDeps } from "#server/api/run-events-door.ts";
import { answerWorkspaceEvents, type WorkspaceEventsDeps } from "#server/api/workspace-events-door.ts";
import { principalOf, type WhoAsks } from "#server/auth/principal-of.ts";

const PATH = /^\/api\/v1\/runs\/(?:([1-9]\d{0,14})\/)?events$/;

interface Deps extends WhoAsks, RunEventsDeps, WorkspaceEventsDeps {
  limit: RestLimit;
  onError: (error: unknown) => void;
}

/**
 * The door of programs that follow runs: thousands of answers stay open there, so no page server stands between. Answers a GET
 * with a key for a feed; false leaves anything else to the doors of the pages, which answer the same.
 */
export function createFeedDoor(deps: Deps): (request: IncomingMessage, response: ServerResponse) => boolean {
  async function answered(request: Request, run: string | undefined): Promise<Response> {
    try {
      const who = await principalOf(deps, request.headers);
      const answer = () => (run ? answerRunEvents(deps, request, run) : answerWorkspaceEvents(deps, request));
      return who ? await withinLimit(deps.limit, callerOf(who, request.headers), answer) : await answer();
    } catch (error) {
      if (error instanceof DomainError) return refusalAnswer(error);
      deps.onError(error);
      return serverAtFault();
    }
  }

  return (message, reply) => {
    const [path = ""] = (message.url ?? "").split("?", 1);
    const found = PATH.exec(path);
    if (!found || message.method !== "GET" || message.headers.authorization === undefined) return false;
    const closed = new AbortController();
    reply.on("close", () => closed.abort());
    answered(webRequest(message, closed.signal), found[1])
      .then((response) => send(response, reply, closed.signal))
      .catch((error: unknown) => {
        if (!closed.signal.aborted) deps.onError(error);
        reply.destroy();
      });
    return true;
  };
}

/** What the doors read of a request: where it goes, who asks, and where they were. */
function webRequest({ url, headers }: IncomingMessage, signal: AbortSignal): Request {
  const { authorization = "", "last-event-id": last } = headers;
  return new Request(`http://heddle${url}`, {
    headers: { authorization, ...(last !== undefined && { "last-event-id": String(last) }) },
    signal,
  });
}

async function send(response: Response, reply: ServerResponse, signal: AbortSignal): Promise<void> {
  for (const [name, value] of response.headers) reply.setHeader(name, value);
  reply.setHeader("x-content-type-options", "nosniff");
  reply.writeHead(response.status);
  if (response.body)
    for await (const chunk of response.body) if (!reply.write(chunk)) await once(reply, "drain", { signal });
  reply.end();
}
