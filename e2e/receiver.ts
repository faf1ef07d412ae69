import { once } from "node:events";
import { createServer } from "node:http";

/** A receiver of webhooks that takes everything, and remembers the keys in the order in which they came. */
export async function startReceiver() {
  const keys: string[] = [];
  const server = createServer((request, response) => {
    keys.push(String(request.headers["idempotency-key"]));
    request.resume();
    response.end("taken");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`,
    keys,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
