import type { Services } from "#server/api/context.ts";
import { idOf, plainDoor } from "#server/api/plain-door.ts";
import { runAsText } from "#server/runs/run-as-text.ts";

const HEADERS = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };

/** Answers `GET /api/v1/runs/:runId/status.txt`: how the run stands, as plain text. */
export const answerRunText = (services: Services, request: Request, run: string): Promise<Response> =>
  plainDoor(services, request, "run.read", async ({ workspaceId }) => {
    const text = await runAsText(services.pool, workspaceId, idOf(run, "run"));
    return new Response(text, { headers: HEADERS });
  });
