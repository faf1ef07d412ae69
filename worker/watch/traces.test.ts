import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, expect, onTestFinished, test, vi } from "vitest";
import { STAGE_KINDS } from "#core/kinds/registry.ts";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { chain, LEASE_MS, publish, requestFor } from "#server/engine/testing/published.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { testServer } from "#server/http/test-server.ts";
import { testDatabase } from "#server/testing/database.ts";
import { runTraceIds } from "#server/trace/run-trace-ids.ts";
import { openTracing } from "#server/trace/tracing.ts";
import type { Handler } from "#worker/handlers/handler.ts";
import { httpHandler } from "#worker/handlers/http.ts";
import type { Handlers } from "#worker/handlers/registry.ts";
import { startWorker } from "#worker/start-worker.ts";

const { pool, url } = await testDatabase();
const home = mkdtempSync(join(tmpdir(), "heddle-traces-"));
const expressions = createExpressionPool({ threads: 1 });
afterAll(() => {
  expressions.close();
  rmSync(home, { recursive: true });
});

const KEY = "a secret for tests that is long enough";
const CALLER = `00-${"1".repeat(32)}-${"2".repeat(16)}-01`;

interface Value {
  stringValue?: string;
  intValue?: number | string;
}
interface Sent {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes: { key: string; value: Value }[];
  links?: { traceId: string }[];
  startTimeUnixNano: string;
  endTimeUnixNano: string;
}
interface Batch {
  resourceSpans: { scopeSpans: { spans: Sent[] }[] }[];
}

/** A collector that takes OTLP over HTTP, as JSON, and what was sent to it. */
async function collector() {
  const server = await testServer((_request, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end("{}"),
  );
  onTestFinished(server.close);
  const spans = (): Sent[] =>
    server.seen
      .filter(({ path }) => path === "/v1/traces")
      .flatMap(({ body }) => (JSON.parse(body) as Batch).resourceSpans)
      .flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  return { spans, server };
}

const attribute = ({ attributes }: Sent, name: string) => {
  const value = attributes.find(({ key }) => key === name)?.value;
  return value?.stringValue ?? Number(value?.intValue);
};

test("the trace of a run shows request, claim, attempt and settle, and its requests to the outside belong to it", async () => {
  const { spans, server } = await collector();
  const outside = await testServer((_request, response) => response.writeHead(200).end("{}"));
  onTestFinished(outside.close);
  const tracing = await openTracing({ endpoint: server.url, key: KEY, process: "test" });
  if (!tracing) throw new Error("Nothing is traced");
  const completed: Handler = async () => ({ kind: "completed", output: 1 });
  const handlers = {
    ...Object.fromEntries(STAGE_KINDS.map((kind) => [kind, completed])),
    http: httpHandler({
      outbound: { hosts: [], cidrs: ["127.0.0.1/32"] },
      services: () => Promise.reject(new Error("This test calls no service")),
    }),
  } as unknown as Handlers;
  const judge = () => Promise.reject(new Error("This test has no check"));
  const worker = await startWorker(
    pool,
    { expressions, artifacts: folderStore(home), handlers, judge, random: () => 0, tracing },
    { url, directUrl: url, slots: 8, leaseMs: LEASE_MS, pollMs: 60_000, maxInputBytes: 1_000_000 },
    pino({ level: "silent" }),
  );
  const published = await publish(
    pool,
    [{ id: "shape" }, { id: "call", kind: "http", config: { method: "GET", url: outside.url } }],
    chain("shape", "call"),
  );
  const begunMs = Date.now();
  const [run] = await startRuns(pool, [requestFor(published)], LEASE_MS);
  const runId = run?.runId ?? 0;
  tracing.requested("runs.start", begunMs, [runId], CALLER);
  await vi.waitFor(async () => {
    const { rows } = await pool.query("select status from run where id = $1", [runId]);
    expect(rows[0].status).toBe("completed");
  }, 10_000);
  await worker.stop();
  await tracing.close();

  const { traceId, rootSpanId } = runTraceIds(KEY, runId);
  const own = spans();
  expect(new Set(own.map((span) => span.traceId))).toEqual(new Set([traceId]));
  const request = own.find(({ name }) => name === "request");
  expect(request).toMatchObject({ spanId: rootSpanId, links: [{ traceId: "1".repeat(32) }] });
  expect(request?.parentSpanId ?? "").toBe("");
  const others = own.filter(({ name }) => name !== "request");
  expect(others.map(({ name }) => name).sort()).toEqual(["attempt", "attempt", "claim", "claim", "settle", "settle"]);
  for (const span of others) {
    expect(span.parentSpanId).toBe(rootSpanId);
    expect(attribute(span, "heddle.run.id")).toBe(runId);
    expect(BigInt(span.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(span.startTimeUnixNano));
  }
  const calling = others.find((span) => span.name === "attempt" && attribute(span, "heddle.stage.id") === "call");
  expect(calling && attribute(calling, "heddle.outcome")).toBe("completed");
  expect(outside.seen.map(({ headers }) => headers.traceparent)).toEqual([`00-${traceId}-${calling?.spanId}-01`]);
});

test("without a collector nothing is traced", async () => {
  expect(await openTracing({ endpoint: undefined, key: KEY, process: "test" })).toBeUndefined();
});

test("a collector that is away holds nobody up, and breaks nothing", async () => {
  const { server } = await collector();
  server.close();
  const tracing = await openTracing({ endpoint: server.url, key: KEY, process: "test" });
  tracing?.requested("runs.start", Date.now(), [1], "no traceparent");

  await expect(tracing?.close()).resolves.toBeUndefined();
});

test("each run has a trace of its own, and none tells its number without the key", () => {
  const one = runTraceIds(KEY, 1);

  expect(one).toEqual(runTraceIds(KEY, 1));
  expect(one.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(one.rootSpanId).toMatch(/^[0-9a-f]{16}$/);
  expect(runTraceIds(KEY, 2).traceId).not.toBe(one.traceId);
  expect(runTraceIds("another key", 1).traceId).not.toBe(one.traceId);
});
