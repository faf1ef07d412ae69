import type { Queryable } from "#server/db.ts";
import type { Expressions } from "#server/expressions/expressions.ts";
import { artifactMethods } from "#worker/services/heddle/artifact-methods.ts";
import { kvMethods } from "#worker/services/heddle/kv-methods.ts";
import { reviewMethods } from "#worker/services/heddle/review-methods.ts";
import { runMethods } from "#worker/services/heddle/run-methods.ts";
import { type HostService, ServiceError } from "#worker/services/host-service.ts";

/** `callHost("heddle", method, args)`: what Heddle itself does for code. Everything else is for `others`. */
export const withHeddle = (db: Queryable, schemas: Pick<Expressions, "validate">, others: HostService): HostService => {
  const methods = new Map(
    Object.entries({ ...runMethods(db), ...reviewMethods(db, schemas), ...kvMethods(db), ...artifactMethods(db) }),
  );
  return async (call) => {
    if (call.service !== "heddle") return others(call);
    const method = methods.get(call.method);
    if (!method)
      throw new ServiceError(
        "unknown_method",
        `heddle has no method ${call.method}; it has ${[...methods.keys()].join(", ")}`,
      );
    return method(call.args, call.caller, call);
  };
};
