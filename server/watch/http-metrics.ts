import type { IncomingMessage, ServerResponse } from "node:http";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/** By how an address begins; the first that fits. What a door is asked for is no label: it has no end of values. */
const DOORS: readonly (readonly [prefix: string, door: string])[] = [
  ["/api/trpc/", "trpc"],
  ["/api/v1/hooks/", "hooks"],
  ["/api/v1/tasks/", "reports"],
  ["/api/v1/", "rest"],
  ["/api/auth/", "auth"],
  ["/api/metrics", "metrics"],
  ["/api/health", "health"],
  ["/api/ready", "health"],
  ["/api/", "other"],
  ["/_next/", "files"],
  ["/", "pages"],
];
const SECONDS = [0.005, 0.025, 0.1, 0.25, 1, 2.5, 10, 30];

/** The door that an address leads to. */
export const doorOf = (url: string): string => DOORS.find(([prefix]) => url.startsWith(prefix))?.[1] ?? "other";

/** Counts requests from now on, each when its answer has ended; what its reader left before has no length. */
export function countRequests(registry: Registry): (request: IncomingMessage, response: ServerResponse) => void {
  const registers = [registry];
  const requests = new Counter({
    name: "heddle_http_requests_total",
    help: "HTTP requests that were answered, by door and status.",
    labelNames: ["door", "status"],
    registers,
  });
  const lengths = new Histogram({
    name: "heddle_http_request_duration_seconds",
    help: "How long an answer took that was read to its end, by door.",
    labelNames: ["door"],
    buckets: SECONDS,
    registers,
  });
  const open = new Gauge({
    name: "heddle_http_requests_open",
    help: "HTTP requests and feeds that are being answered, by door.",
    labelNames: ["door"],
    registers,
  });
  return (request, response) => {
    const door = doorOf(request.url ?? "");
    const begun = performance.now();
    open.inc({ door });
    response.once("close", () => {
      open.dec({ door });
      requests.inc({ door, status: response.statusCode });
      // A feed goes on until its reader leaves.
      if (response.writableFinished) lengths.observe({ door }, (performance.now() - begun) / 1_000);
    });
  };
}
