import { createHmac } from "node:crypto";

export interface RunTraceIds {
  /** 32 hex digits. */
  traceId: string;
  /** Of the span at the root, that of the request that started the run: 16 hex digits. */
  rootSpanId: string;
}

/**
 * The ids of the trace of a run, made from its own: whoever has a hand in it knows them, and nothing is stored or passed on.
 * The key keeps runs of several servers apart that report to one place, and a trace from telling the number of a run.
 */
export function runTraceIds(key: string, runId: number): RunTraceIds {
  const digest = createHmac("sha256", key).update(`trace of run ${runId}`).digest("hex");
  return { traceId: digest.slice(0, 32), rootSpanId: digest.slice(32, 48) };
}
