import { once } from "node:events";
import { createServer } from "node:http";

export interface Payments {
  port: number;
  /** By idempotency key: what was paid for, and how often it was asked for. */
  byKey: Map<string, { item: string; times: number }>;
  close(): void;
}

/** So long an answer takes: a link that is cut often loses one. */
const ANSWER_MS = 150;

/** A service that pays once a key, however often it is asked. */
export async function startPayments(): Promise<Payments> {
  const byKey: Payments["byKey"] = new Map();
  const server = createServer((request, response) => {
    request.resume();
    const key = String(request.headers["idempotency-key"]);
    const item = (request.url ?? "").slice(1);
    byKey.set(key, { item, times: (byKey.get(key)?.times ?? 0) + 1 });
    setTimeout(() => response.writeHead(200, { "content-type": "application/json" }).end('{"paid":true}'), ANSWER_MS);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    byKey,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
