import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";

export interface GatedService {
  url: string;
  /** How many callers wait for an answer now. */
  readonly held: number;
  /** Answers so many more of its callers at once. */
  letThrough(count: number): void;
  /** Answers all who wait, and from now on everybody at once. */
  open(): void;
  close(): void;
}

/** A web service that answers its first `atOnce` callers at once and lets all others wait until it is opened. */
export async function startGatedService(atOnce: number): Promise<GatedService> {
  let passes = atOnce;
  const held = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    response.once("close", () => held.delete(response));
    if (passes > 0) answer(response);
    else held.add(response);
    request.resume();
  });
  const answer = (response: ServerResponse) => {
    passes -= 1;
    held.delete(response);
    response.setHeader("content-type", "application/json").end("1");
  };
  const letThrough = (count: number) => {
    passes += count;
    for (const response of [...held].slice(0, passes)) answer(response);
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`,
    get held() {
      return held.size;
    },
    letThrough,
    open: () => letThrough(Number.POSITIVE_INFINITY),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
