import type { IncomingMessage, ServerResponse } from "node:http";
import { createPool, type Pool } from "#server/db.ts";
import type { Env } from "#server/env.ts";
import { countRequests } from "#server/watch/http-metrics.ts";
import { metricsDoor } from "#server/watch/metrics-door.ts";
import { processRegistry } from "#server/watch/process-metrics.ts";
import { systemMetrics } from "#server/watch/system-metrics.ts";

const KEPT_MS = 5_000;

type Settings = Pick<Env, "DATABASE_URL" | "HEDDLE_LEASE_MS" | "HEDDLE_METRICS_TOKEN" | "HEDDLE_TRUSTED_PROXIES">;

/** Asks at most every so often, however many want to know. */
function keptFor<Value>(ms: number, ask: () => Promise<Value>): () => Promise<Value> {
  let last: { at: number; answer: Promise<Value> } | undefined;
  return () => {
    if (!last || performance.now() - last.at >= ms) last = { at: performance.now(), answer: ask() };
    return last.answer;
  };
}

/** What a web process tells of itself and, from the database, of all of Heddle: the whole text for Prometheus. */
export function webMetrics(db: Pool, leaseMs: number, onError: (error: unknown) => void) {
  const registry = processRegistry();
  const count = countRequests(registry);
  const system = keptFor(KEPT_MS, async () => (await systemMetrics(db, leaseMs, onError)).metrics());
  return { count, text: async () => `${await registry.metrics()}\n${await system()}` };
}

/** Counts the requests of a web process, and answers those for its metrics; on a connection of its own. */
export function openWebWatch(env: Settings, onError: (error: unknown) => void) {
  const { count, text } = webMetrics(createPool(env.DATABASE_URL, 1), env.HEDDLE_LEASE_MS, onError);
  const { HEDDLE_METRICS_TOKEN: token, HEDDLE_TRUSTED_PROXIES: proxies } = env;
  const door = metricsDoor({ token, proxies, text, onError });
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    count(request, response);
    return door(request, response);
  };
}
