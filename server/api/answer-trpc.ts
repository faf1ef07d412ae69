import type { TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { MAX_CALLS } from "#core/call-limit.ts";
import { DomainError } from "#core/errors.ts";
import type { Services } from "#server/api/context.ts";
import { appRouter } from "#server/api/root.ts";
import { bodyLimit, tooLargeAt } from "#server/api/too-large.ts";
import { asTrpcError } from "#server/api/trpc.ts";
import { principalOf } from "#server/auth/principal-of.ts";
import { limitBody } from "#server/limit-body.ts";

/** What is told of an error that nobody refused: the server is at fault. */
export type ReportError = (error: unknown, at: string) => void;

const isOurs = (error: TRPCError) => error.code === "INTERNAL_SERVER_ERROR";

/** Who asks. A refusal, of an expired key, is an answer like one of a procedure. */
const callerOf = (services: Services, headers: Headers) =>
  principalOf(services, headers).catch((error: unknown) => {
    throw error instanceof DomainError ? asTrpcError(error) : error;
  });

/** Answers `/api/trpc/*`, subscriptions included. */
export function answerTrpc(services: Services, request: Request, report: ReportError): Promise<Response> {
  const { headers, url } = request;
  const { maxInputBytes } = services;
  const { pathname } = new URL(url);
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    router: appRouter,
    maxBatchSize: MAX_CALLS,
    // A question that is too long for an address: what an update run with a large input would do.
    allowMethodOverride: true,
    req: limitBody(request, bodyLimit(pathname, maxInputBytes), () => tooLargeAt(pathname, maxInputBytes)),
    createContext: async () => ({ ...services, headers, principal: await callerOf(services, headers) }),
    onError: ({ error, path }) => {
      if (isOurs(error)) report(error.cause ?? error, path ?? "trpc");
    },
  });
}
