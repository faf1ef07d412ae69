import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import next from "next";
import { isReadable } from "#scripts/supervisor/readable-address.ts";
import { REQUEST_ID_HEADER, requestIdOf } from "#server/api/request-id.ts";
import { ADDRESS_HEADER, callerAddress } from "#server/auth/caller-address.ts";
import type { Env } from "#server/env.ts";

const ROOT = `${import.meta.dirname}/../..`;
/** How long requests that are under way may take when the process is told to stop. */
const GRACE_MS = 2000;
/** Next answers such an address as if the server were at fault. */
const UNREADABLE = JSON.stringify({ error: { code: "bad_input", message: "The address is not properly encoded" } });

/** Answers requests before the pages do; false leaves one to them. */
type Door = (request: IncomingMessage, response: ServerResponse) => boolean;

type Listening = Pick<Env, "PORT" | "HOST" | "HEDDLE_TRUSTED_PROXIES">;

/** Whom a request comes from: nobody behind the web server sees its connection. */
const addressOf = ({ headers, socket }: IncomingMessage, proxies: number): string =>
  callerAddress(socket.remoteAddress, headers["x-forwarded-for"]?.toString(), proxies);

/**
 * Serves `door` and the pages until SIGTERM or SIGINT: as built, or in development built anew whenever a source changes.
 */
export async function servePages(
  { PORT: port, HOST: host, HEDDLE_TRUSTED_PROXIES: proxies }: Listening,
  door: Door,
  isDevelopment = false,
): Promise<void> {
  const server = createServer();
  const app = next({ dev: isDevelopment, dir: ROOT, hostname: host, port, httpServer: server });
  await app.prepare();
  const handle = app.getRequestHandler();
  server.on("request", (request, response) => {
    request.headers[ADDRESS_HEADER] = addressOf(request, proxies);
    const id = requestIdOf(request.headers[REQUEST_ID_HEADER]?.toString());
    request.headers[REQUEST_ID_HEADER] = id;
    response.setHeader(REQUEST_ID_HEADER, id);
    if (door(request, response)) return;
    if (isReadable(request.url ?? "/")) void handle(request, response);
    else response.writeHead(400, { "content-type": "application/json" }).end(UNREADABLE);
  });
  await new Promise<void>((listening, failed) => {
    server.once("error", failed);
    server.listen(port, host, listening);
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      server.close(() => process.exit(0));
      server.closeIdleConnections();
      // Live feeds never end by themselves.
      setTimeout(() => server.closeAllConnections(), GRACE_MS / 4);
      setTimeout(() => process.exit(0), GRACE_MS);
    });
  }
  process.send?.("ready");
}
