import { hiderOf } from "#core/hidden-values.ts";
import { guardedFetch, type OutboundRules } from "#server/http/guarded-fetch.ts";
import type { Call } from "#worker/handlers/call.ts";
import type { Route } from "#worker/services/service-calls.ts";

const NOTHING_HIDDEN = hiderOf([]);

/** The way of a request to an address by itself: no credential is sent along, so there is none to hide. */
export const direct = (call: Call, signal: AbortSignal, outbound: OutboundRules): Route => ({
  url: call.url,
  send: () => guardedFetch({ ...call, signal }, outbound),
  hider: () => NOTHING_HIDDEN,
});
