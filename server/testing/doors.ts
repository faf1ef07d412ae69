import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { answerAgent } from "#server/api/agents/agent-door.ts";
import { answerTrpc } from "#server/api/answer-trpc.ts";
import type { Services } from "#server/api/context.ts";
import { answerReady } from "#server/api/ready.ts";
import { answerRest } from "#server/api/rest/answer-rest.ts";
import { answerAuth } from "#server/auth/auth-door.ts";
import { listen } from "#server/testing/listen.ts";

/** An error that nobody refused fails the test file that caused it. */
function fail(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

async function answer(services: Services, request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === "/api/ready") return answerReady(services.pool);
  if (pathname === "/api/mcp") return answerAgent(services, request, fail);
  if (pathname.startsWith("/api/trpc/")) return answerTrpc(services, request, fail);
  if (pathname.startsWith("/api/auth/")) return answerAuth(services, request, fail);
  return answerRest(services, request, fail);
}

async function serve(services: Services, message: IncomingMessage, reply: ServerResponse): Promise<void> {
  const closed = new AbortController();
  reply.on("close", () => closed.abort());
  const hasBody = !["GET", "HEAD", "OPTIONS"].includes(message.method ?? "GET");
  const request = new Request(`http://${message.headers.host}${message.url}`, {
    method: message.method ?? "GET",
    headers: Object.entries(message.headers).map(([name, value]): [string, string] => [name, String(value)]),
    signal: closed.signal,
    ...(hasBody && { body: Readable.toWeb(message), duplex: "half" }),
  } as RequestInit);
  const response = await answer(services, request);
  reply.writeHead(response.status, [...response.headers].flat());
  if (!response.body) return void reply.end();
  Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0])
    .on("error", () => reply.destroy())
    .pipe(reply);
}

/** The doors on a port of their own, as the web process serves them. Closed after the test file. Returns the address. */
export async function serveDoors(services: Services): Promise<string> {
  const server = createServer((message, reply) => {
    serve(services, message, reply).catch((error: unknown) => reply.writeHead(500).end(String(error)));
  });
  return await listen(server);
}
