import { FETCH } from "#core/service-method.ts";
import type { Queryable } from "#server/db.ts";
import type { Expressions } from "#server/expressions/expressions.ts";
import { OutboundError, type OutboundRules } from "#server/http/guarded-fetch.ts";
import { findMethod, type StoredMethod } from "#server/services/stored-methods.ts";
import { direct } from "#worker/services/direct.ts";
import { callFetch } from "#worker/services/fetch-method.ts";
import { type HostService, type ServiceCall, ServiceError } from "#worker/services/host-service.ts";
import { callTool } from "#worker/services/mcp-call.ts";
import type { OpenService, OpensServices } from "#worker/services/open-service.ts";
import { callOperation } from "#worker/services/openapi-call.ts";
import { routeOf } from "#worker/services/service-calls.ts";

interface Deps {
  outbound: OutboundRules;
  open: OpensServices;
  db: Queryable;
  schemas: Pick<Expressions, "validate">;
}

/**
 * `callHost("http", "fetch", …)` sends a request to any address. A service that is registered is called by its name: `fetch`
 * takes a path below its base URL, and its own methods take what they were described with. Its secret stands nowhere in
 * the answer.
 */
export const httpService = ({ outbound, open, db, schemas }: Deps): HostService => {
  async function registered(call: ServiceCall): Promise<unknown> {
    const { service: name, method, args, caller } = call;
    const opened = await open(name, caller);
    const { kind, id } = opened.service;
    const found = kind === "http" ? null : await findMethod(db, id, method);
    try {
      if (found) return await callMethod(opened, found, call);
      if (method !== FETCH.name || kind === "mcp") throw unknownMethod(opened, method);
      return await callFetch(args, call.idempotencyKey, (request) => routeOf(opened, request, caller.signal));
    } catch (error) {
      throw error instanceof OutboundError ? failureOf(error, (text) => opened.line.hider().text(text)) : error;
    }
  }

  async function callMethod(opened: OpenService, method: StoredMethod, call: ServiceCall): Promise<unknown> {
    const args = call.args ?? {};
    const checked = await schemas.validate(method.args, args);
    const [problem] = checked.ok ? checked.problems : [checked.failure];
    if (problem) throw new ServiceError("bad_input", `${call.service}.${method.name}: ${problem.message}`);
    const given = args as Record<string, unknown>;
    const { request } = method;
    return request
      ? callOperation(opened, { ...method, request }, given, call)
      : callTool(opened, method.name, given, call);
  }

  return async (call) => {
    try {
      if (call.service !== "http") return await registered(call);
      if (call.method !== FETCH.name)
        throw new ServiceError("unknown_method", `http has no method ${call.method}; it has fetch`);
      return await callFetch(call.args, call.idempotencyKey, (request) =>
        direct(request, call.caller.signal, outbound),
      );
    } catch (error) {
      throw error instanceof OutboundError ? failureOf(error) : error;
    }
  };
};

const failureOf = ({ failure }: OutboundError, hidden = (text: string) => text): ServiceError =>
  new ServiceError(failure.code, hidden(failure.message));

function unknownMethod({ service: { name, kind } }: OpenService, method: string): ServiceError {
  const has = kind === "http" ? "it has fetch" : "the settings show those that it has";
  return new ServiceError("unknown_method", `${name} has no method ${method}; ${has}`);
}
