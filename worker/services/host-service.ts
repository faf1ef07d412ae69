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
  /** The same whenever this call is repeated: the service may honour it. */
  idempotencyKey: string;
}

/** What code can call. Answers with JSON; throws ServiceError for what the code may catch. */
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
