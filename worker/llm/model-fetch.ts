import type { Hider } from "#core/hidden-values.ts";
import type { Outcome } from "#core/outcome.ts";
import { OutboundError, type OutboundResponse } from "#server/http/guarded-fetch.ts";
import { badStatus, type Call, isGood } from "#worker/handlers/call.ts";
import { hideBytes } from "#worker/services/hide-bytes.ts";
import type { Route } from "#worker/services/service-calls.ts";

interface Request {
  /** The way of a request to the model's service. */
  route: (call: Call, signal: AbortSignal) => Promise<Route | Outcome>;
  idempotencyKey: string;
}

/** One request and what it came to, besides what the model said. */
export interface Exchange {
  /** To be called once. */
  fetch: typeof fetch;
  /** How the attempt ends because of the request itself; null while nothing is wrong with it. */
  failure(): Outcome | null;
  /** Hides what was sent along; null before anything was. */
  hider(): Hider | null;
}

/** A `fetch` for the SDK that sends its request to a service, through the guard, and streams the answer. */
export function modelFetch({ route, idempotencyKey }: Request): Exchange {
  let failure: Outcome | null = null;
  let way: Route | null = null;
  const ends = (outcome: Outcome): Error => {
    failure = outcome;
    return new Error("The request failed");
  };

  async function send(_: unknown, init: RequestInit = {}): Promise<Response> {
    const response = new StreamedResponse();
    const call = {
      url: "chat/completions",
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream", "idempotency-key": idempotencyKey },
      body: String(init.body),
      onPiece: (piece: Uint8Array) => response.add(piece),
    };
    const found = await route(call, init.signal ?? new AbortController().signal);
    if ("kind" in found) throw ends(found);
    way = found;
    found.send().then(
      (answer) => (isGood(answer) ? response.end() : response.fail(ends(refusal(found, answer)))),
      (error: unknown) => response.fail(error instanceof OutboundError ? ends(broken(found, error)) : (error as Error)),
    );
    return response.begun;
  }

  return { fetch: send, failure: () => failure, hider: () => way?.hider() ?? null };
}

function refusal(route: Route, answer: OutboundResponse): Outcome {
  const hider = route.hider();
  const headers = hider.json(answer.headers) as Record<string, string>;
  return badStatus({ ...answer, headers, body: hideBytes(hider, answer.body) }, route.url);
}

const broken = (route: Route, { failure }: OutboundError): Outcome => ({
  kind: "failed",
  failure: { ...failure, message: route.hider().text(failure.message) },
});

/** A response whose body comes piece by piece. */
class StreamedResponse {
  readonly #begun = Promise.withResolvers<Response>();
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  #hasBegun = false;

  get begun(): Promise<Response> {
    return this.#begun.promise;
  }

  add(piece: Uint8Array): void {
    this.#begin();
    this.#controller?.enqueue(piece);
  }

  end(): void {
    this.#begin();
    this.#controller?.close();
    this.#controller = null;
  }

  fail(error: Error): void {
    this.#begun.reject(error);
    this.#controller?.error(error);
    this.#controller = null;
  }

  #begin(): void {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
      // Whoever read it has heard enough.
      cancel: () => {
        this.#controller = null;
      },
    });
    this.#begun.resolve(new Response(body, { headers: { "content-type": "text/event-stream" } }));
  }
}
