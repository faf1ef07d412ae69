import { createServer } from "node:http";
import type { Env } from "#server/env.ts";
import { Refusal } from "#server/refusal.ts";
import { type MetricsDoor, metricsDoor } from "#server/watch/metrics-door.ts";

type Place = Pick<Env, "HOST" | "HEDDLE_METRICS_TOKEN"> & { port: number };

/**
 * Serves the metrics of a worker at `/api/metrics` of a port of its own. Throws a Refusal when the port is taken: another
 * worker of the machine may have it. Returns where it listens, and how to stop.
 */
export async function serveMetrics(
  { HOST: host, HEDDLE_METRICS_TOKEN: token, port }: Place,
  { text, onError }: Pick<MetricsDoor, "text" | "onError">,
): Promise<{ port: number; stop: () => void }> {
  const door = metricsDoor({ token, proxies: 0, text, onError });
  const server = createServer((request, response) => {
    if (!door(request, response)) response.writeHead(404).end();
  });
  await new Promise<void>((listening, failed) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      failed(new Refusal(`HEDDLE_METRICS_PORT: ${port} cannot be listened at (${cause.code})`, { cause })),
    );
    server.listen(port, host, listening);
  });
  const address = server.address();
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { port: typeof address === "object" && address ? address.port : port, stop };
}
