const HEARTBEAT_MS = 15_000;

export const EVENT_STREAM_HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};

/** The moment or number from which a reader goes on: what it had last, by the header that browsers send or `?after=`. */
export function resumedAfter(request: Request): number | null {
  const asked = request.headers.get("last-event-id") ?? new URL(request.url).searchParams.get("after") ?? "";
  return /^\d{1,15}$/.test(asked) ? Number(asked) : null;
}

/** Blocks of text as they come. However the stream ends, `open` is aborted, and nothing is written to it any more. */
export function eventStream(
  blocks: AsyncGenerator<string>,
  open: AbortController,
  heartbeatMs = HEARTBEAT_MS,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    start(controller) {
      if (open.signal.aborted) return controller.close();
      controller.enqueue(encoder.encode("retry: 1000\n\n"));
      const heartbeat = setInterval(() => controller.enqueue(encoder.encode(": still here\n\n")), heartbeatMs);
      open.signal.addEventListener("abort", () => clearInterval(heartbeat), { once: true });
    },
    async pull(controller) {
      const { value, done } = await blocks.next().catch((error: unknown) => {
        open.abort();
        throw error;
      });
      if (!done) return controller.enqueue(encoder.encode(value));
      open.abort();
      controller.close();
    },
    cancel: () => open.abort(),
  });
}
