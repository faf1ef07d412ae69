import { initTRPC, TRPCError } from "@trpc/server";
import { DomainError, type DomainErrorCode } from "#core/errors.ts";
import type { Action } from "#core/roles.ts";
import { refusalOf } from "#core/scopes.ts";
import { audited } from "#server/api/audited.ts";
import type { Context } from "#server/api/context.ts";
import { errorShape } from "#server/api/error-shape.ts";
import { requireJson } from "#server/api/require-json.ts";
import type { RestDoor } from "#server/api/rest/rest-door.ts";
import { traceStart } from "#server/api/trace-start.ts";
import { transformer } from "#server/api/transformer.ts";
import { isSameOrigin } from "#server/auth/same-origin.ts";

/** In which workspace a page was loaded, sent along by it. */
const WORKSPACE_HEADER = "x-heddle-workspace";
const PING_MS = 15_000;
const SILENCE_MS = 45_000;

/** What a procedure declares about who may call it; the role test refuses one that declares nothing. */
export interface Meta {
  access: Action | "public";
  /** Its door under /api/v1; without one it has none. */
  door?: RestDoor;
}

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    transformer,
    isDev: false,
    errorFormatter: errorShape,
    sse: { ping: { enabled: true, intervalMs: PING_MS }, client: { reconnectAfterInactivityMs: SILENCE_MS } },
  });

const TRPC_CODES = {
  not_found: "NOT_FOUND",
  conflict: "CONFLICT",
  bad_input: "BAD_REQUEST",
  forbidden: "FORBIDDEN",
  too_large: "PAYLOAD_TOO_LARGE",
  unauthorized: "UNAUTHORIZED",
  too_many: "TOO_MANY_REQUESTS",
  full: "SERVICE_UNAVAILABLE",
} as const satisfies Record<DomainErrorCode, TRPCError["code"]>;

/** A refusal in the words of tRPC. */
export const asTrpcError = (cause: DomainError): TRPCError =>
  new TRPCError({ code: TRPC_CODES[cause.code], message: cause.message, cause });

const door = t.procedure
  .use(async ({ next }) => {
    const result = await next();
    if (!result.ok && result.error.cause instanceof DomainError) {
      throw asTrpcError(result.error.cause);
    }
    return result;
  })
  .use(({ ctx, type, next }) => {
    const mayForge = type === "mutation" && ctx.principal?.kind !== "key";
    if (mayForge && !isSameOrigin(ctx.headers, ctx.publicUrl))
      throw new DomainError("forbidden", "This request comes from another site");
    return next();
  });

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/** For callers that are nobody yet: the state of the session, and the first owner. */
export const publicProcedure = door.meta({ access: "public" });

/** For callers whose role may do the action (core/roles.ts). `rest` is its door under /api/v1, if it has one. */
export const procedure = (action: Action, rest?: RestDoor) =>
  door.meta({ access: action, ...(rest && { door: rest }) }).use(async ({ ctx, type, path, next, getRawInput }) => {
    const begunMs = Date.now();
    const { principal } = ctx;
    if (!principal) throw new DomainError("unauthorized", "Sign in, or send an API key");
    const refusal = refusalOf(principal, action);
    if (refusal) throw new DomainError("forbidden", refusal);
    const seenIn = ctx.headers.get(WORKSPACE_HEADER);
    if (principal.kind === "person" && seenIn !== null && seenIn !== principal.workspaceId)
      throw new DomainError("conflict", "You are in another workspace now. Load the page anew.");
    const asked = await getRawInput();
    requireJson(asked);
    const make = () => next({ ctx: { principal, workspaceId: principal.workspaceId } });
    if (type !== "mutation") return await make();
    const result = await audited(ctx, { path, principal, asked }, make);
    if (result.ok) traceStart(ctx, path, begunMs, result.data);
    return result;
  });
