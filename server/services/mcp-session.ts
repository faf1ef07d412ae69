import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport, StreamableHTTPError } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { FetchLike } from "@modelcontextprotocol/sdk/shared/transport.js";
import { McpError } from "@modelcontextprotocol/sdk/types.js";
import { CfWorkerJsonSchemaValidator } from "@modelcontextprotocol/sdk/validation/cfworker";
import { OutboundError } from "#server/http/guarded-fetch.ts";
import type { ServiceLine } from "#server/services/service-line.ts";

const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const PASSING = new Set([408, 425, 429]);
/** A timer cannot wait longer; the signal ends a request before. */
const LONGEST_MS = 2 ** 31 - 1;

interface Server {
  name: string;
  url: string;
  line: ServiceLine;
}

interface Options {
  signal: AbortSignal;
  /** Sent with every request. */
  headers?: Record<string, string>;
}

/** How a request of the client is given the signal that ends it, and as long as that. */
export type AskOptions = { signal: AbortSignal; timeout: number };

/**
 * Opens a session with an MCP server over streamable HTTP, for the work alone: every request goes through the guard and
 * carries the credential. Throws OutboundError for what the server did wrong; `signal` ends all of it.
 */
export async function withMcp<Value>(
  { name, url, line }: Server,
  { signal, headers = {} }: Options,
  work: (client: Client, options: AskOptions) => Promise<Value>,
): Promise<Value> {
  const client = new Client(
    { name: "heddle", version: "1" },
    // The other validator compiles schemas to code, and they are the server's.
    { capabilities: {}, jsonSchemaValidator: new CfWorkerJsonSchemaValidator() },
  );
  const failures: OutboundError[] = [];
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    fetch: guarded(line, signal, headers, failures),
    redirectPolicy: "follow",
  });
  const options = { signal, timeout: LONGEST_MS };
  try {
    await client.connect(transport as Parameters<Client["connect"]>[0], options);
    return await work(client, options);
  } catch (error) {
    throw failures[0] ?? failureOf(error, name, signal);
  } finally {
    if (!signal.aborted && failures.length === 0) await transport.terminateSession().catch(() => undefined);
    await client.close().catch(() => undefined);
  }
}

function guarded(
  line: ServiceLine,
  signal: AbortSignal,
  more: Record<string, string>,
  failures: OutboundError[],
): FetchLike {
  return async (url, init) => {
    const method = init?.method ?? "GET";
    // What the server would say unasked is not listened to.
    if (method === "GET") return new Response(null, { status: 405 });
    const headers = { ...more, ...Object.fromEntries(new Headers(init?.headers)) };
    const body = typeof init?.body === "string" ? init.body : undefined;
    try {
      const answer = await line.send({
        url: String(url),
        method,
        headers,
        body,
        signal,
        maxResponseBytes: MAX_ANSWER_BYTES,
      });
      const isEmpty = answer.body.byteLength === 0;
      return new Response(isEmpty ? null : Buffer.from(answer.body), {
        status: answer.status,
        headers: answer.headers,
      });
    } catch (error) {
      if (error instanceof OutboundError) failures.push(error);
      throw error;
    }
  };
}

function failureOf(error: unknown, name: string, signal: AbortSignal): OutboundError {
  const said = error instanceof Error ? error.message : String(error);
  if (signal.aborted) return new OutboundError("timeout", `Service ${name} did not answer in time`, true);
  if (error instanceof StreamableHTTPError) {
    const { code = 0 } = error;
    return new OutboundError(
      "http_status",
      `Service ${name} answered with status ${code}`,
      PASSING.has(code) || code >= 500,
    );
  }
  if (error instanceof McpError) return new OutboundError("mcp_error", `Service ${name}: ${said}`, false);
  return new OutboundError("no_mcp_server", `Service ${name} did not answer as an MCP server: ${said}`, false);
}
