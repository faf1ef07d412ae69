import { createParser } from "eventsource-parser";
import type { Door } from "#client/caller.ts";
import { HeddleError, strangeAnswer, unreachable } from "#client/heddle-error.ts";

/** The server says something every 15 seconds; after three of them the connection is dead, although nobody said so. */
const SILENCE_MS = 45_000;

async function refusal(url: string, response: Response): Promise<HeddleError> {
  const body: unknown = await response.json().catch(() => null);
  const error = typeof body === "object" && body !== null && "error" in body ? body.error : null;
  if (typeof error !== "object" || error === null || !("message" in error) || !("code" in error))
    return strangeAnswer(url, response.status);
  return new HeddleError(error.code as HeddleError["code"], String(error.message));
}

/** The chunks of an answer; throws when it says nothing for too long, not even that it is still there. */
async function* chunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    for (;;) {
      const silence = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error("The connection has fallen silent")), SILENCE_MS);
      });
      const { value, done } = await Promise.race([reader.read(), silence]);
      clearTimeout(timer);
      if (done) return;
      yield value;
    }
  } finally {
    clearTimeout(timer);
    // Whoever stops reading closes the connection; what that says is nobody's concern any more.
    reader.cancel().catch(() => undefined);
  }
}

/**
 * One connection to a stream of server-sent events, from behind `lastEventId` on: the data of each event, until the
 * server ends it. Throws a `HeddleError` when it is refused or breaks, and the reason of the signal.
 */
export async function* readStream(
  { url, headers }: Door,
  path: string,
  lastEventId: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  const found: string[] = [];
  const parser = createParser({ onEvent: ({ data }) => found.push(data) });
  const decoder = new TextDecoder();
  try {
    const response = await fetch(`${url}${path}`, {
      headers: { ...headers, accept: "text/event-stream", "last-event-id": String(lastEventId) },
      ...(signal && { signal }),
    });
    const isStream = response.headers.get("content-type")?.startsWith("text/event-stream");
    if (!response.ok || !response.body || !isStream) throw await refusal(url, response);
    for await (const chunk of chunks(response.body)) {
      parser.feed(decoder.decode(chunk, { stream: true }));
      yield* found.splice(0);
    }
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw error instanceof HeddleError ? error : unreachable(url, error);
  }
}
