"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, httpLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import superjson from "superjson";
import { makeQueryClient } from "#components/trpc/query-client.ts";
import { MAX_CALLS } from "#core/call-limit.ts";
import type { AppRouter } from "#server/api/root.ts";

const context = createTRPCContext<AppRouter>();
export const useTRPC = context.useTRPC;
export const useTRPCClient = context.useTRPCClient;

const URL_OF_API = "/api/trpc";
const MAX_URL_LENGTH = 2_000;
/** Whether a question does not fit into an address. */
const isLong = (input: unknown) => encodeURIComponent(JSON.stringify(input) ?? "").length > MAX_URL_LENGTH / 2;

const makeClient = () =>
  createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: httpSubscriptionLink({ url: URL_OF_API, transformer: superjson }),
        false: splitLink({
          condition: ({ type, input }) => type === "query" && isLong(input),
          true: httpLink({ url: URL_OF_API, transformer: superjson, methodOverride: "POST" }),
          false: httpBatchLink({
            url: URL_OF_API,
            transformer: superjson,
            maxURLLength: MAX_URL_LENGTH,
            maxItems: MAX_CALLS,
          }),
        }),
      }),
    ],
  });

/** The connection to the API: `useTRPC()` beneath it gives query, mutation and subscription options. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient);
  const [client] = useState(makeClient);
  return (
    <QueryClientProvider client={queryClient}>
      <context.TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </context.TRPCProvider>
    </QueryClientProvider>
  );
}
