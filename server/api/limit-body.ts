import { DomainError } from "#core/errors.ts";
import { tooLarge } from "#server/runs/check-input.ts";

/** Room for what a request says besides the input of a run. */
const ENVELOPE_BYTES = 1_048_576;

/** A request whose body fails with a refusal as soon as it is larger than an input may be; it is never held in memory whole. */
export function limitBody(request: Request, maxInputBytes: number): Request {
  if (!request.body) return request;
  const limit = maxInputBytes + ENVELOPE_BYTES;
  const refuse = () => refusalFor(new URL(request.url).pathname, maxInputBytes, limit);
  let size = 0;
  const counted = request.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      start(controller) {
        if (Number(request.headers.get("content-length") ?? 0) > limit) controller.error(refuse());
      },
      transform(chunk, controller) {
        size += chunk.byteLength;
        if (size > limit) controller.error(refuse());
        else controller.enqueue(chunk);
      },
    }),
  );
  const { method, headers, signal } = request;
  // Built from its parts: Next hands over a request that the constructor does not know as its own.
  return new Request(request.url, { method, headers, signal, body: counted, duplex: "half" } as RequestInit);
}

function refusalFor(path: string, maxInputBytes: number, limit: number): DomainError {
  if (path.endsWith("/runs.start")) return tooLarge("input", maxInputBytes);
  if (path.endsWith("/runs.startMany")) return tooLarge("inputs", maxInputBytes);
  return new DomainError(
    "too_large",
    `The request is larger than ${Math.floor(limit / 1_048_576)} MiB, the limit of this server`,
  );
}
