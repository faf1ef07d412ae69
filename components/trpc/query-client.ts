import { QueryCache, QueryClient } from "@tanstack/react-query";
import { codeOf } from "#components/trpc/api-error.ts";
import { signInHref } from "#components/trpc/next-path.ts";

const FRESH_MS = 2_000;
const MAX_RETRIES = 2;

function leaveWhenSignedOut(error: unknown) {
  if (codeOf(error) !== "UNAUTHORIZED" || window.location.pathname.startsWith("/sign-in")) return;
  window.location.assign(signInHref(window.location.pathname + window.location.search));
}

/** A refusal by the API is final; only a connection that failed is tried again. */
export const makeQueryClient = () =>
  new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        retry: (failures, error) => codeOf(error) === null && failures < MAX_RETRIES,
      },
    },
  });
