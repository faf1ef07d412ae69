import { collectDefaultMetrics, Registry } from "prom-client";

/** Gauges that are named like counters, which `promtool check metrics` refuses; the same is told by type under other names. */
const MISNAMED = ["nodejs_active_handles_total", "nodejs_active_requests_total", "nodejs_active_resources_total"];

/** A registry with what there is to know of any Node process: memory, processor time, the event loop, collections. */
export function processRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  return registry;
}
