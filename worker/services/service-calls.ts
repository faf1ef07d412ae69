import type { Hider } from "#core/hidden-values.ts";
import type { Outcome } from "#core/outcome.ts";
import { OutboundError, type OutboundResponse } from "#server/http/guarded-fetch.ts";
import { type Call, failed } from "#worker/handlers/call.ts";
import type { Caller } from "#worker/services/host-service.ts";
import type { OpenService, OpensServices } from "#worker/services/open-service.ts";

/** A request that is ready to be sent. */
export interface Route {
  url: string;
  /** Throws OutboundError. */
  send(): Promise<OutboundResponse>;
  /** Hides what was sent along so far. */
  hider(): Hider;
}

/** The way of a request to a service, or how the attempt ends without one. Its `url` is a path below the service. */
export type ServiceCalls = (name: string, call: Call, attempt: Caller) => Promise<Route | Outcome>;

/** The way of a request below an open service. Throws OutboundError for what may not be sent there. */
export function routeOf({ service, line }: OpenService, call: Call, signal: AbortSignal): Route {
  if (service.kind === "mcp")
    throw new OutboundError("bad_service", `Service ${service.name} is an MCP server: code calls its tools`, false);
  const url = line.urlOf(call.url, call.headers, "config.url");
  return { url, hider: line.hider, send: () => line.send({ ...call, url, signal }) };
}

/** Sends requests of stages to the services of a workspace. */
export const createServiceCalls =
  (open: OpensServices): ServiceCalls =>
  async (name, call, attempt) => {
    try {
      return routeOf(await open(name, attempt), call, attempt.signal);
    } catch (error) {
      if (error instanceof OutboundError) return failed(error.failure.code, error.message);
      throw error;
    }
  };
