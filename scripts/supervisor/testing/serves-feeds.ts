import { createServer } from "node:http";
import { Readable } from "node:stream";
import { answerTrpc } from "#server/api/answer-trpc.ts";
import { answerRunEvents } from "#server/api/run-events-door.ts";
import { getServices } from "#server/api/services.ts";
import { readEnv } from "#server/env.ts";

// Procedures and the events of runs in a process of its own, which says which port it got: PORT, or a free one for 0.
const server = createServer(async (message, reply) => {
  const closed = new AbortController();
  reply.on("close", () => closed.abort());
  const request = new Request(`http://${message.headers.host}${message.url}`, {
    method: message.method ?? "GET",
    headers: Object.entries(message.headers).map(([name, value]): [string, string] => [name, String(value)]),
    signal: closed.signal,
    ...(message.method === "POST" && { body: Readable.toWeb(message), duplex: "half" }),
  } as RequestInit);
  const [, runId = ""] = /^\/api\/v1\/runs\/(\d+)\/events/.exec(message.url ?? "") ?? [];
  const response = runId
    ? await answerRunEvents(getServices(), request, runId)
    : await answerTrpc(getServices(), request, (error) => console.error(error));
  reply.writeHead(response.status, [...response.headers].flat());
  Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0])
    .on("error", () => reply.destroy())
    .pipe(reply);
});
server.listen(readEnv().PORT, "127.0.0.1", () => {
  const address = server.address();
  process.send?.(typeof address === "object" ? address?.port : null);
});
