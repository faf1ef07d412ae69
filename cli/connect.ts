import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink, type TRPCClient } from "@trpc/client";
import superjson from "superjson";
import { Agent, EventSource } from "undici";
import { MAX_CALLS } from "#core/call-limit.ts";
import type { AppRouter } from "#server/api/root.ts";

export type Heddle = TRPCClient<AppRouter>;

/**
 * The typed client of the API at `url`, for programs. `headers` say who asks: `{ authorization: "Bearer <key>" }` or the
 * cookie of a session; they go with queries, mutations and feeds alike.
 */
export function connect(url: string, headers: Record<string, string>): Heddle {
  const api = `${url}/api/trpc`;
  const dispatcher = new Agent().compose(
    (dispatch) => (options, handler) => dispatch({ ...options, headers: { ...options.headers, ...headers } }, handler),
  );
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === "subscription",
        true: httpSubscriptionLink({
          url: api,
          transformer: superjson,
          EventSource,
          eventSourceOptions: { node: { dispatcher } },
        }),
        false: httpBatchLink({ url: api, transformer: superjson, headers, maxItems: MAX_CALLS }),
      }),
    ],
  });
}
