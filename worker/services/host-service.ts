import type { AttemptContext } from "#worker/handlers/handler.ts";

/** For whom a service is called. */
export type Caller = Pick<
  AttemptContext,
  "workspaceId" | "runId" | "taskId" | "attempt" | "signal" | "lease" | "artifacts" | "children"
>;

/** One call of a service from code, by the worker that runs it. */
export interface ServiceCall {
  service: string;
  method: string;
  args: unknown;
  caller: Caller;
  /** Which of the calls of its task it is. */
  id: number;
  /** The same whenever this call is repeated: the service may honour it. */
  idempotencyKey: string;
}

/**
 * The answer of a service that must wait for something that is in the database. It has noted what (`call_wait`): the task may
 * be suspended, and whoever brings it about wakes it; then the call is made again, under the same key.
 */
export const WAITS = Symbol("waits");

/** What code can call. Answers with JSON, or WAITS; throws ServiceError for what the code may catch. */
export type HostService = (call: ServiceCall) => Promise<unknown>;

/** What a call came to, as the code catches it. */
export class ServiceError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = "ServiceError";
    this.code = code;
  }
}
