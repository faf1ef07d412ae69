import { once } from "node:events";
import { createServer } from "node:http";

/** What a key was used for: every body that came under it, and every value that was answered. */
interface Use {
  bodies: Set<string>;
  values: Set<number>;
  times: number;
}

export interface CountingService {
  url: string;
  /** By idempotency key. */
  uses: Map<string, Use>;
  close(): void;
}

/** So long an answer takes: a worker that is killed often has a call under way. */
const ANSWER_MS = 8;

/** A step of a chain that nobody can know without the one before. */
const nextValue = (value: number, n: number): number => (value * 48_271 + n) % 2_147_483_647;

/** A web service that remembers under which key it was asked what; it answers the next value of a chain. */
export async function startCountingService(): Promise<CountingService> {
  const uses = new Map<string, Use>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const { value, n } = JSON.parse(body) as { value: number; n: number };
    const next = nextValue(value, n);
    const key = String(request.headers["idempotency-key"]);
    const use = uses.get(key) ?? { bodies: new Set(), values: new Set(), times: 0 };
    use.times += 1;
    uses.set(key, { ...use, bodies: use.bodies.add(body), values: use.values.add(next) });
    setTimeout(() => {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ value: next }));
    }, ANSWER_MS);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    uses,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
