import type { Api, CallOptions } from "#client/api.ts";
import { callable, createCaller } from "#client/caller.ts";
import { HeddleError, type HeddleErrorCode } from "#client/heddle-error.ts";
import { type FollowOptions, followRun } from "#client/run-events.ts";
import { type Follow, type StartInput, startAndWait, type WaitOptions } from "#client/start-and-wait.ts";
import { type AwaitedReview, type DecidedReview, type Verdict, waitForAndDecide } from "#client/wait-for-review.ts";
import type { ReviewView } from "#core/review-views.ts";
import type { RunEvent } from "#core/run-event.ts";
import type { RunView } from "#core/views.ts";

export { HeddleError, type HeddleErrorCode };

export interface HeddleClientOptions {
  /** Where Heddle is, e.g. `https://heddle.example.org`. */
  url: string;
  /** A key from the settings. Leave it out in a page of Heddle itself, where the session counts. */
  apiKey?: string;
}

interface Helpers {
  runs: {
    /**
     * Starts a run and waits for its end. It takes what `runs.start` takes, and answers with the run as `runs.get` does,
     * whether it completed, failed or was canceled. The start is repeated with one key until the server has answered, so
     * there is one run, whatever happens to the connection. Throws a `HeddleError` when the start is refused.
     */
    startAndWait(input: StartInput, options?: WaitOptions): Promise<RunView>;
    /**
     * The events of a run, in order and without a gap, until it has ended; broken connections are made anew. Throws a
     * `HeddleError` when the run is unknown or may not be read, or when nobody has answered for five minutes.
     */
    events(runId: number, options?: FollowOptions): AsyncGenerator<RunEvent, void, undefined>;
  };
  reviews: {
    /**
     * Waits until a run asks for a review, shows it to `decide`, and sends what that answers. The decision binds to what
     * was shown. Throws a `HeddleError`: `not_found` when the run ends without such a review, `conflict` when what was
     * shown has changed meanwhile, or somebody else has decided.
     */
    waitForAndDecide(
      awaited: AwaitedReview,
      decide: (review: ReviewView) => Verdict | Promise<Verdict>,
      options?: CallOptions,
    ): Promise<DecidedReview>;
  };
}

/** All that Heddle can do: each call throws a `HeddleError` when it is refused or nobody answers. */
export type HeddleClient = Api & Helpers;

function addressOf(url: string): string {
  const parsed = URL.parse(url);
  if (!parsed || !/^https?:$/.test(parsed.protocol))
    throw new HeddleError("bad_input", `url: ${url} is not an address; it looks like https://heddle.example.org`, {
      field: "url",
    });
  return `${parsed.origin}${parsed.pathname}`.replace(/\/+$/, "");
}

/**
 * Connects to Heddle. Nothing is sent yet. Throws a `HeddleError` (`bad_input`) when `url` or `apiKey` cannot be one.
 * Works wherever `fetch` and web streams do.
 */
export function createHeddleClient({ url, apiKey }: HeddleClientOptions): HeddleClient {
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey))
    throw new HeddleError("bad_input", "apiKey: is not a key of Heddle", { field: "apiKey" });
  const door = { url: addressOf(url), headers: apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` } };
  const call = createCaller(door);
  const api = callable(call, [], {}) as Api;
  const follow: Follow = (runId, options = {}) =>
    followRun(door, (id, how) => api.runs.get.query({ runId: id }, how), runId, options);
  const helpers: Helpers = {
    runs: {
      startAndWait: (input, options = {}) => startAndWait(api, follow, input, options),
      events: callable(call, ["runs", "events"], follow) as Follow,
    },
    reviews: {
      waitForAndDecide: (awaited, decide, options = {}) => waitForAndDecide(api, follow, awaited, decide, options),
    },
  };
  const runs = callable(call, ["runs"], helpers.runs);
  const reviews = callable(call, ["reviews"], helpers.reviews);
  return callable(call, [], { runs, reviews }) as HeddleClient;
}
