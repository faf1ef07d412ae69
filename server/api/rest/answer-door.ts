import { TRPCError } from "@trpc/server";
import { refusalOf } from "#core/scopes.ts";
import type { Context, Services } from "#server/api/context.ts";
import { requireJson } from "#server/api/require-json.ts";
import { answerOnce, digestOf, keyOf } from "#server/api/rest/answer-once.ts";
import { callDoor } from "#server/api/rest/call-door.ts";
import { callerOf } from "#server/api/rest/caller.ts";
import type { Door } from "#server/api/rest/doors.ts";
import { NotJson, readInput } from "#server/api/rest/read-input.ts";
import { refuse, refusedByProcedure } from "#server/api/rest/refusal.ts";
import { bodyLimit, tooLargeAt } from "#server/api/too-large.ts";
import { limitBody } from "#server/limit-body.ts";

/** A request whose body is no larger than the procedure takes. */
function limited({ maxInputBytes }: Services, { procedure }: Door, request: Request): Request {
  const path = `/${procedure}`;
  return limitBody(request, bodyLimit(path, maxInputBytes), () => tooLargeAt(path, maxInputBytes));
}

/** What a procedure gave, as an answer. */
function given(status: number, data: unknown): Response {
  const headers = { "cache-control": "no-store" };
  if (status === 204 || data === undefined) return new Response(null, { status: 204, headers });
  return Response.json(data, { status, headers });
}

/** Calls the procedure of a door with what the request says. Throws what nobody refused. */
export async function answerDoor(
  ctx: Context,
  door: Door,
  params: Record<string, string>,
  request: Request,
): Promise<Response> {
  try {
    const input = await readInput(door, params, limited(ctx, door, request));
    const answer = async () => given(door.status, await callDoor(ctx, door, input, request.signal));
    const key = keyOf(request);
    const { principal } = ctx;
    const isKept = key !== null && door.method === "POST" && door.type === "mutation";
    if (!isKept || !principal || door.access === "public" || refusalOf(principal, door.access) !== null)
      return await answer();
    requireJson(input);
    const asked = { workspaceId: principal.workspaceId, caller: callerOf(principal, ctx.headers), key };
    return await answerOnce(ctx, { ...asked, digest: digestOf(door.procedure, input) }, answer);
  } catch (error) {
    if (error instanceof NotJson)
      return refuse(
        "unsupported_media_type",
        "The body of a request is application/json",
        {},
        { accept: "application/json" },
      );
    const refusal = error instanceof TRPCError ? refusedByProcedure(error) : null;
    if (refusal) return refusal;
    throw error instanceof TRPCError ? (error.cause ?? error) : error;
  }
}
