import type { TRPCError } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import type { Services } from "#server/api/context.ts";
import { limitBody } from "#server/api/limit-body.ts";
import { appRouter } from "#server/api/root.ts";
import { principalOf } from "#server/auth/principal-of.ts";

/** What is told of an error that nobody refused: the server is at fault. */
export type ReportError = (error: unknown, at: string) => void;

const isOurs = (error: TRPCError) => error.code === "INTERNAL_SERVER_ERROR";

/** Answers `/api/trpc/*`, subscriptions included. */
export function answerTrpc(services: Services, request: Request, report: ReportError): Promise<Response> {
  const { headers } = request;
  return fetchRequestHandler({
    endpoint: "/api/trpc",
    router: appRouter,
    req: limitBody(request, services.maxInputBytes),
    createContext: async () => ({ ...services, headers, principal: await principalOf(services, headers) }),
    onError: ({ error, path }) => {
      if (isOurs(error)) report(error.cause ?? error, path ?? "trpc");
    },
  });
}
