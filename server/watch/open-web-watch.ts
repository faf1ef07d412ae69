import type { IncomingMessage, ServerResponse } from "node:http";
import { artifactsOf } from "#server/artifacts/artifacts-of.ts";
import { createPool, type Pool } from "#server/db.ts";
import type { Env } from "#server/env.ts";
import { openStorageCap } from "#server/storage/open-storage-cap.ts";
import type { StorageCap } from "#server/storage/storage-cap.ts";
import { countRequests } from "#server/watch/http-metrics.ts";
import { metricsDoor } from "#server/watch/metrics-door.ts";
import { processRegistry } from "#server/watch/process-metrics.ts";
import { systemMetrics } from "#server/watch/system-metrics.ts";

const KEPT_MS = 5_000;

/** Asks at most every so often, however many want to know. */
function keptFor<Value>(ms: number, ask: () => Promise<Value>): () => Promise<Value> {
  let last: { at: number; answer: Promise<Value> } | undefined;
  return () => {
    if (!last || performance.now() - last.at >= ms) last = { at: performance.now(), answer: ask() };
    return last.answer;
  };
}

/** What a web process tells of itself and, from the database, of all of Heddle: the whole text for Prometheus. */
export function webMetrics(db: Pool, leaseMs: number, cap: StorageCap, onError: (error: unknown) => void) {
  const registry = processRegistry();
  const count = countRequests(registry);
  const system = keptFor(KEPT_MS, async () => (await systemMetrics(db, leaseMs, cap, onError)).metrics());
  return { count, text: async () => `${await registry.metrics()}\n${await system()}` };
}

/** Counts the requests of a web process, and answers those for its metrics; on a connection of its own. */
export function openWebWatch(env: Env, onError: (error: unknown) => void) {
  const db = createPool(env.DATABASE_URL, 1);
  const cap = openStorageCap(env, db, artifactsOf(env));
  const { count, text } = webMetrics(db, env.HEDDLE_LEASE_MS, cap, onError);
  const { HEDDLE_METRICS_TOKEN: token, HEDDLE_TRUSTED_PROXIES: proxies } = env;
  const door = metricsDoor({ token, proxies, text, onError });
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    count(request, response);
    return door(request, response);
  };
}
