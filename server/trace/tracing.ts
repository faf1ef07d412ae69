/** An attempt as a trace tells of it. */
export interface TracedTask {
  runId: number;
  taskId: number;
  stageId: string;
  attempt: number;
}

/** An attempt that is under way. */
export interface AttemptSpan {
  /** What its requests to the outside send along. */
  traceparent: string;
  end(kind: string, outcome: string): void;
}

/**
 * Tells a collector what happens to runs, each in a trace of its own: request, claim, attempt, settle. Times are milliseconds
 * since 1970. Nothing here waits or throws; what cannot be sent is dropped.
 */
export interface Tracing {
  /** A request has started these runs. `caller` is the `traceparent` that it came with. */
  requested(procedure: string, begunMs: number, runIds: readonly number[], caller: string | null): void;
  /** A task was claimed, by a call that began then. */
  claimed(task: TracedTask, begunMs: number): void;
  /** An attempt begins. */
  begun(task: TracedTask): AttemptSpan;
  /** An attempt was settled, by a call that began then. */
  settled(task: Pick<TracedTask, "runId" | "taskId" | "attempt">, to: string, begunMs: number): void;
  /** Sends what was not sent yet. */
  close(): Promise<void>;
}

interface Settings {
  /** Where the collector listens, without `/v1/traces`; without it nothing is traced, and nothing of it is loaded. */
  endpoint: string | undefined;
  /** The server's own secret: what ids are made with. */
  key: string;
  /** "web" or "worker". */
  process: string;
}

/** Traces to a collector, if there is one. */
export async function openTracing({ endpoint, key, process }: Settings): Promise<Tracing | undefined> {
  if (endpoint === undefined) return undefined;
  const { otelTracing } = await import("#server/trace/otel-tracing.ts");
  return otelTracing({ endpoint, key, process });
}
