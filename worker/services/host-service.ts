/** One call of a service from code, by the worker that runs it. */
export interface ServiceCall {
  method: string;
  args: unknown;
  workspaceId: string;
  /** The same whenever this call is repeated: the service may honour it. */
  idempotencyKey: string;
  signal: AbortSignal;
}

/** What code can call by a name. Answers with JSON; throws ServiceError for what the code may catch. */
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
