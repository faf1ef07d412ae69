import type { TRPCMutationProcedure, TRPCQueryProcedure, TRPCSubscriptionProcedure } from "@trpc/server";
import type { AppRouter } from "#server/api/root.ts";

export interface CallOptions {
  /** Gives the call up; what it asked for may have happened. */
  signal?: AbortSignal;
}

type Input<Asked> = undefined extends Asked
  ? [input?: Asked, options?: CallOptions]
  : [input: Asked, options?: CallOptions];

interface Types {
  input: unknown;
  output: unknown;
  meta: unknown;
}

/** A procedure as it is called: with `query` when it only reads, with `mutate` when it changes something. */
type Call<Procedure> =
  Procedure extends TRPCQueryProcedure<infer Of extends Types>
    ? { query(...call: Input<Of["input"]>): Promise<Of["output"]> }
    : Procedure extends TRPCMutationProcedure<infer Of extends Types>
      ? { mutate(...call: Input<Of["input"]>): Promise<Of["output"]> }
      : {
          [Name in keyof Procedure as Procedure[Name] extends TRPCSubscriptionProcedure<infer _> ? never : Name]: Call<
            Procedure[Name]
          >;
        };

/** All that the server answers, but for feeds, which `runs.events` follows. */
export type Api = Call<AppRouter["_def"]["record"]>;
