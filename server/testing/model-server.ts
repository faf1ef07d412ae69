import { once } from "node:events";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { testServer } from "#server/http/test-server.ts";

/** What a model was asked. */
export interface AskedModel {
  headers: IncomingHttpHeaders;
  model: string;
  messages: { role: string; content: string }[];
  stream: boolean;
  temperature?: number;
  max_tokens?: number;
  response_format?: unknown;
}

export type Reply = (response: ServerResponse) => void | Promise<void>;

/** A server on this machine that speaks the protocol of chat completions; each request gets the next of the replies. */
export async function modelServer() {
  const asked: AskedModel[] = [];
  const replies: Reply[] = [];
  const server = await testServer((_, response) => {
    const { headers, body, path } = server.seen.at(-1) ?? { headers: {}, body: "{}", path: "" };
    asked.push({ headers, ...JSON.parse(body) });
    const reply = path === "/v1/chat/completions" ? replies.shift() : undefined;
    if (reply) void reply(response);
    else response.writeHead(404).end("{}");
  });
  return { asked, replies, url: `${server.url}/v1`, close: server.close };
}

interface Told {
  finish?: string | null;
  usage?: { prompt_tokens: number; completion_tokens: number } | null;
}

const USAGE = { prompt_tokens: 100, completion_tokens: 20 };
const SAME = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: "test" };

export const event = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`;
export const delta = (content: string): string =>
  event({ ...SAME, choices: [{ index: 0, delta: { role: "assistant", content }, finish_reason: null }] });
export const DONE = "data: [DONE]\n\n";

/** How a stream ends: why, with what was used, and the mark of the end. */
export const ending = ({ finish = "stop", usage = USAGE }: Told = {}): string =>
  event({ ...SAME, choices: [{ index: 0, delta: {}, finish_reason: finish }] }) +
  (usage ? event({ ...SAME, choices: [], usage }) : "") +
  DONE;

/** Sends these pieces as a stream; a promise is waited for first. */
export const streams =
  (...pieces: (string | Promise<unknown>)[]): Reply =>
  async (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const piece of pieces)
      if (typeof piece === "string") {
        if (!response.write(piece)) await once(response, "drain");
      } else await piece;
    response.end();
  };

/** The model says this, a few characters at a time. */
export const says = (text: string, told?: Told): Reply =>
  streams(...(text.match(/[\s\S]{1,7}/gu) ?? []).map(delta), ending(told));

export const refuses =
  (status: number, body: unknown = { error: { message: "no" } }, headers: Record<string, string> = {}): Reply =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  };
