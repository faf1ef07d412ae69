import { setTimeout as pause } from "node:timers/promises";
import {
  type Attributes,
  type Context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, type IdGenerator, RandomIdGenerator, TracerProvider } from "@opentelemetry/sdk-trace";
import { type RunTraceIds, runTraceIds } from "#server/trace/run-trace-ids.ts";
import type { TracedTask, Tracing } from "#server/trace/tracing.ts";

const SEND_EVERY_MS = 1_000;
/** A process that stops waits for its collector no longer. */
const LAST_SEND_MS = 2_000;
/** What a collector that is slow or away has not taken by then is dropped. */
const MOST_WAITING = 20_000;
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;

/** Random ids, except for the span at the root of a run's trace. */
class Ids implements IdGenerator {
  readonly #random = new RandomIdGenerator();
  #next: RunTraceIds | null = null;

  /** The span that `make` makes gets the ids of a root. */
  forRoot(ids: RunTraceIds, make: () => Span): Span {
    this.#next = ids;
    try {
      return make();
    } finally {
      this.#next = null;
    }
  }

  generateTraceId(): string {
    return this.#next?.traceId ?? this.#random.generateTraceId();
  }

  generateSpanId(): string {
    return this.#next?.rootSpanId ?? this.#random.generateSpanId();
  }
}

const attributesOf = ({ runId, taskId, stageId, attempt }: Partial<TracedTask>): Attributes => ({
  ...(runId !== undefined && { "heddle.run.id": runId }),
  ...(taskId !== undefined && { "heddle.task.id": taskId }),
  ...(stageId !== undefined && { "heddle.stage.id": stageId }),
  ...(attempt !== undefined && { "heddle.attempt": attempt }),
});

function linkTo(traceparent: string | null): Link[] {
  const [, traceId, spanId] = TRACEPARENT.exec(traceparent ?? "") ?? [];
  if (!traceId || !spanId) return [];
  return [{ context: { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true } }];
}

const traceparentOf = ({ traceId, spanId, traceFlags }: SpanContext): string =>
  `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;

/** Sends spans in batches by OTLP over HTTP. */
export function otelTracing({ endpoint, key, process }: { endpoint: string; key: string; process: string }): Tracing {
  const ids = new Ids();
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, "")}/v1/traces` });
  const provider = new TracerProvider({
    idGenerator: ids,
    resource: resourceFromAttributes({ "service.name": "heddle", "heddle.process": process }),
    spanProcessors: [
      new BatchSpanProcessor({ exporter, scheduledDelayMillis: SEND_EVERY_MS, maxQueueSize: MOST_WAITING }),
    ],
  });
  const tracer = provider.getTracer("heddle");

  function inRun(runId: number): Context {
    const { traceId, rootSpanId } = runTraceIds(key, runId);
    const root = { traceId, spanId: rootSpanId, traceFlags: TraceFlags.SAMPLED, isRemote: true };
    return trace.setSpanContext(ROOT_CONTEXT, root);
  }

  return {
    requested(procedure, begunMs, runIds, caller) {
      for (const runId of runIds) {
        const attributes = { ...attributesOf({ runId }), "heddle.procedure": procedure };
        const options = { root: true, kind: SpanKind.SERVER, startTime: begunMs, attributes, links: linkTo(caller) };
        ids.forRoot(runTraceIds(key, runId), () => tracer.startSpan("request", options, ROOT_CONTEXT)).end();
      }
    },
    claimed(task, begunMs) {
      tracer.startSpan("claim", { startTime: begunMs, attributes: attributesOf(task) }, inRun(task.runId)).end();
    },
    begun(task) {
      const span = tracer.startSpan("attempt", { attributes: attributesOf(task) }, inRun(task.runId));
      return {
        traceparent: traceparentOf(span.spanContext()),
        end(kind, outcome) {
          span.setAttributes({ "heddle.stage.kind": kind, "heddle.outcome": outcome });
          if (outcome === "failed" || outcome === "retrying") span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },
    settled(task, to, begunMs) {
      const attributes = { ...attributesOf(task), "heddle.outcome": to };
      tracer.startSpan("settle", { startTime: begunMs, attributes }, inRun(task.runId)).end();
    },
    close: () =>
      Promise.race([provider.shutdown().catch(() => undefined), pause(LAST_SEND_MS, undefined, { ref: false })]),
  };
}
