import { answerArtifact } from "#server/api/artifact-door.ts";
import { answerAudit } from "#server/api/audit-door.ts";
import type { Services } from "#server/api/context.ts";
import { answerHook } from "#server/api/hook-door.ts";
import type { Place } from "#server/api/rest/find-place.ts";
import { answerRunEvents } from "#server/api/run-events-door.ts";
import { answerRunText } from "#server/api/run-text-door.ts";
import { answerWorkspaceEvents } from "#server/api/workspace-events-door.ts";

/** A door that is no procedure: what it takes or gives is no JSON, or its right is in the address. */
export interface PlainPlace extends Place {
  does: string;
  /** The media type of what it gives. */
  gives: string;
  status: number;
  isPublic?: true;
  answer(services: Services, request: Request, params: Record<string, string>): Promise<Response>;
}

const hook: PlainPlace["answer"] = (services, request, { id = "", secret }) =>
  answerHook(services, request, id, secret);

export const PLAIN_PLACES: readonly PlainPlace[] = [
  {
    method: "GET",
    path: "/runs/events",
    does: "Streams what happens in all runs as server-sent events, from `Last-Event-ID` on",
    gives: "text/event-stream",
    status: 200,
    answer: answerWorkspaceEvents,
  },
  {
    method: "GET",
    path: "/runs/{runId}/events",
    does: "Streams the log of a run as server-sent events, from `Last-Event-ID` on",
    gives: "text/event-stream",
    status: 200,
    answer: (services, request, { runId = "" }) => answerRunEvents(services, request, runId),
  },
  {
    method: "GET",
    path: "/runs/{runId}/status.txt",
    does: "Says how a run stands, as text to be pasted",
    gives: "text/plain",
    status: 200,
    answer: (services, request, { runId = "" }) => answerRunText(services, request, runId),
  },
  {
    method: "GET",
    path: "/runs/{runId}/artifacts/{hash}/{name}",
    does: "Downloads an artifact of a run",
    gives: "application/octet-stream",
    status: 200,
    answer: (services, request, { runId = "", hash = "" }) => answerArtifact(services, request, runId, hash),
  },
  {
    method: "GET",
    path: "/audit",
    does: "Exports the audit as lines of JSON or CSV",
    gives: "application/jsonl",
    status: 200,
    answer: answerAudit,
  },
  {
    method: "POST",
    path: "/hooks/{id}",
    does: "Starts the run of a webhook that proves itself by a header",
    gives: "application/json",
    status: 202,
    isPublic: true,
    answer: hook,
  },
  {
    method: "POST",
    path: "/hooks/{id}/{secret}",
    does: "Starts the run of a webhook whose secret stands in the address",
    gives: "application/json",
    status: 202,
    isPublic: true,
    answer: hook,
  },
];
