"use client";

import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, httpLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import superjson from "superjson";
import { makeQueryClient } from "#components/trpc/query-client.ts";
import { MAX_CALLS } from "#core/call-limit.ts";
import type { SessionView } from "#core/views.ts";
import type { AppRouter } from "#server/api/root.ts";

const context = createTRPCContext<AppRouter>();
export const useTRPC = context.useTRPC;
export const useTRPCClient = context.useTRPCClient;

const URL_OF_API = "/api/trpc";
const MAX_URL_LENGTH = 2_000;
/** Whether a question does not fit into an address. */
const isLong = (input: unknown) => encodeURIComponent(JSON.stringify(input) ?? "").length > MAX_URL_LENGTH / 2;

/** In which workspace the page was loaded: what is asked is meant for it, even when the session has gone to another meanwhile. */
function workspaceHeader(queryClient: QueryClient): Record<string, string> {
  const [found] = queryClient.getQueriesData<{ session: SessionView | null }>({ queryKey: [["session", "state"]] });
  const session = found?.[1]?.session;
  return session ? { "x-heddle-workspace": session.workspace.id } : {};
}

const makeClient = (queryClient: QueryClient) =>
  createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: httpSubscriptionLink({ url: URL_OF_API, transformer: superjson }),
        false: splitLink({
          condition: ({ type, input }) => type === "query" && isLong(input),
          true: httpLink({
            url: URL_OF_API,
            transformer: superjson,
            methodOverride: "POST",
            headers: () => workspaceHeader(queryClient),
          }),
          false: httpBatchLink({
            url: URL_OF_API,
            transformer: superjson,
            maxURLLength: MAX_URL_LENGTH,
            maxItems: MAX_CALLS,
            headers: () => workspaceHeader(queryClient),
          }),
        }),
      }),
    ],
  });

/** The connection to the API: `useTRPC()` beneath it gives query, mutation and subscription options. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient);
  const [client] = useState(() => makeClient(queryClient));
  return (
    <QueryClientProvider client={queryClient}>
      <context.TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </context.TRPCProvider>
    </QueryClientProvider>
  );
}
