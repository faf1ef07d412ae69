import { createTRPCUntypedClient, httpBatchLink } from "@trpc/client";
import superjson from "superjson";
import type { CallOptions } from "#client/api.ts";
import { heddleError } from "#client/heddle-error.ts";
import { MAX_CALLS } from "#core/call-limit.ts";
import type { AppRouter } from "#server/api/root.ts";

/** Where Heddle is, and who asks. */
export interface Door {
  url: string;
  headers: Readonly<Record<string, string>>;
}

export type Caller = (
  kind: "query" | "mutate",
  path: string,
  input: unknown,
  options?: CallOptions,
) => Promise<unknown>;

/** Calls procedures by their path. Calls of one moment travel together; all are posted, as an input may be long. */
export function createCaller({ url, headers }: Door): Caller {
  const link = httpBatchLink<AppRouter>({
    url: `${url}/api/trpc`,
    headers,
    transformer: superjson,
    maxItems: MAX_CALLS,
    methodOverride: "POST",
  });
  const trpc = createTRPCUntypedClient<AppRouter>({ links: [link] });
  return async (kind, path, input, { signal } = {}) => {
    const options = signal ? { signal } : {};
    try {
      return await (kind === "query" ? trpc.query(path, input, options) : trpc.mutation(path, input, options));
    } catch (error) {
      throw heddleError(url, error, signal);
    }
  };
}

/**
 * What a path leads to: names lead deeper, `query` and `mutate` call. `own` is what stands there beside, and wins.
 */
export function callable(call: Caller, path: readonly string[], own: object): unknown {
  return new Proxy(own, {
    get(_, name) {
      if (typeof name === "symbol" || Object.hasOwn(own, name)) return Reflect.get(own, name);
      if (name === "query" || name === "mutate")
        return (input?: unknown, options?: CallOptions) => call(name, path.join("."), input, options);
      return callable(call, [...path, name], {});
    },
  });
}
