import type { Services } from "#server/api/context.ts";

/** The procedures that answer with what they have started. */
const STARTING = new Set(["runs.start", "runs.startMany", "runs.update", "triggers.runNow"]);

function startedIn(answer: unknown): number[] {
  if (typeof answer !== "object" || answer === null) return [];
  if ("deduped" in answer) return [];
  if ("runIds" in answer) return answer.runIds as number[];
  return "runId" in answer ? [answer.runId as number] : [];
}

/** Tells the collector, if there is one, that a request has started runs. */
export function traceStart(
  { tracing, headers }: Pick<Services, "tracing"> & { headers: Headers },
  procedure: string,
  begunMs: number,
  answer: unknown,
): void {
  if (!STARTING.has(procedure)) return;
  void tracing?.then((opened) => opened?.requested(procedure, begunMs, startedIn(answer), headers.get("traceparent")));
}
