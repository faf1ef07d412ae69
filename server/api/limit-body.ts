import { DomainError } from "#core/errors.ts";
import { tooLarge } from "#server/runs/check-input.ts";

/** Room for what a request says besides the input of a run. */
const ENVELOPE_BYTES = 1_048_576;

/**
 * A request whose body fails with a refusal as soon as it is larger than an input may be. What comes after that is read
 * and dropped, never kept: a client that is cut off while it sends does not get to see the answer.
 */
export function limitBody(request: Request, maxInputBytes: number): Request {
  if (!request.body) return request;
  const limit = maxInputBytes + ENVELOPE_BYTES;
  const source = request.body.getReader();
  const announced = Number(request.headers.get("content-length") ?? 0);
  let size = 0;

  const drain = async () => {
    while (!(await source.read()).done);
  };

  const limited = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = announced > limit ? { value: undefined, done: false } : await source.read();
      if (done) return controller.close();
      size += value?.byteLength ?? announced;
      if (size <= limit && value) return controller.enqueue(value);
      controller.error(refusalFor(new URL(request.url).pathname, maxInputBytes, limit));
      // A client that goes away while it is being drained needs no answer.
      drain().catch(() => source.releaseLock());
    },
    cancel: (reason) => source.cancel(reason),
  });
  const { method, headers, signal } = request;
  // Built from its parts: Next hands over a request that the constructor does not know as its own.
  return new Request(request.url, { method, headers, signal, body: limited, duplex: "half" } as RequestInit);
}

function refusalFor(path: string, maxInputBytes: number, limit: number): DomainError {
  if (path.endsWith("/runs.start")) return tooLarge("input", maxInputBytes);
  if (path.endsWith("/runs.startMany")) return tooLarge("inputs", maxInputBytes);
  return new DomainError(
    "too_large",
    `The request is larger than ${Math.floor(limit / 1_048_576)} MiB, the limit of this server`,
  );
}
