import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";

export interface MoodyService {
  url: string;
  /** How many callers wait for an answer now. */
  readonly held: number;
  /** How everybody is answered from now on, and those who wait. */
  set(mood: "answers" | "fails" | "holds"): void;
  close(): void;
}

/** A web service that answers, fails, or lets everybody wait, as it is told. It begins by letting everybody wait. */
export async function startMoodyService(): Promise<MoodyService> {
  let mood: "answers" | "fails" | "holds" = "holds";
  const held = new Set<ServerResponse>();
  const answer = (response: ServerResponse) => {
    held.delete(response);
    if (mood === "holds") held.add(response);
    else response.writeHead(mood === "fails" ? 400 : 200, { "content-type": "application/json" }).end("1");
  };
  const server = createServer((request, response) => {
    response.once("close", () => held.delete(response));
    request.resume();
    answer(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`,
    get held() {
      return held.size;
    },
    set(next) {
      mood = next;
      for (const response of [...held]) answer(response);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
