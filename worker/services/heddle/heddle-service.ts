import type { Queryable } from "#server/db.ts";
import type { Expressions } from "#server/expressions/expressions.ts";
import { artifactMethods, filesOfRun } from "#worker/services/heddle/artifact-methods.ts";
import { databaseKv, kvMethods } from "#worker/services/heddle/kv-methods.ts";
import type { Method } from "#worker/services/heddle/method.ts";
import { reviewMethods } from "#worker/services/heddle/review-methods.ts";
import { runMethods } from "#worker/services/heddle/run-methods.ts";
import { type HostService, ServiceError } from "#worker/services/host-service.ts";

/** What Heddle itself does for code, by method. */
export const heddleMethods = (db: Queryable, schemas: Pick<Expressions, "validate">): Record<string, Method> => ({
  ...runMethods(db),
  ...reviewMethods(db, schemas),
  ...kvMethods(databaseKv(db)),
  ...artifactMethods(filesOfRun(db)),
});

/** `callHost("heddle", method, args)` by these methods. Everything else is for `others`. */
export const withHeddle = (methods: Record<string, Method>, others: HostService): HostService => {
  const known = new Map(Object.entries(methods));
  return async (call) => {
    if (call.service !== "heddle") return others(call);
    const method = known.get(call.method);
    if (!method)
      throw new ServiceError(
        "unknown_method",
        `heddle has no method ${call.method}; it has ${[...known.keys()].join(", ")}`,
      );
    return method(call.args, call.caller, call);
  };
};
