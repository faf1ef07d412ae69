import { callTRPCProcedure } from "@trpc/server";
import type { Context } from "#server/api/context.ts";
import type { Door } from "#server/api/rest/doors.ts";
import { appRouter } from "#server/api/root.ts";

/** Calls the procedure of a door. Throws what it throws: a TRPCError, whose cause says what was refused. */
export const callDoor = (ctx: Context, door: Door, input: unknown, signal: AbortSignal): Promise<unknown> =>
  callTRPCProcedure({
    router: appRouter,
    path: door.procedure,
    type: door.type,
    ctx,
    getRawInput: async () => input,
    signal,
    batchIndex: 0,
  });
