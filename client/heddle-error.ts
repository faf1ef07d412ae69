import { TRPCClientError } from "@trpc/client";
import type { DomainErrorCode, Replacement } from "#core/errors.ts";
import type { Problem } from "#core/problem.ts";
import type { RunStatus, TaskStatus } from "#core/statuses.ts";

/** Beside the refusals of Heddle: nobody answers at the address, something else does, or the server is at fault. */
export type HeddleErrorCode = DomainErrorCode | "unreachable" | "not_heddle" | "server_error";

const CODES: Readonly<Record<string, HeddleErrorCode>> = {
  NOT_FOUND: "not_found",
  CONFLICT: "conflict",
  BAD_REQUEST: "bad_input",
  PARSE_ERROR: "bad_input",
  FORBIDDEN: "forbidden",
  PAYLOAD_TOO_LARGE: "too_large",
  UNAUTHORIZED: "unauthorized",
  TOO_MANY_REQUESTS: "too_many",
  SERVICE_UNAVAILABLE: "full",
  INTERNAL_SERVER_ERROR: "server_error",
};

interface ErrorData {
  code?: string;
  field?: string;
  problems?: Problem[];
  status?: TaskStatus | RunStatus;
  replacement?: Replacement;
}

/** Why a call did not do what was asked. `message` is one sentence for people. */
export class HeddleError extends Error {
  override readonly name = "HeddleError";
  readonly code: HeddleErrorCode;
  /** The dotted path of the field that is to blame, if one is. */
  readonly field: string | undefined;
  /** What keeps a definition from being published. */
  readonly problems: Problem[] | undefined;
  /** How the task or run stands that cannot be changed as was asked. */
  readonly status: TaskStatus | RunStatus | undefined;
  /** Where a review is decided whose content was made anew. */
  readonly replacement: Replacement | undefined;

  constructor(code: HeddleErrorCode, message: string, data: ErrorData = {}, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
    this.field = data.field;
    this.problems = data.problems;
    this.status = data.status;
    this.replacement = data.replacement;
  }
}

/** Whether asking again may help: nothing of Heddle has refused. */
export const isPassing = (error: unknown): boolean =>
  error instanceof HeddleError && (error.code === "unreachable" || error.code === "server_error");

/** `fetch` says little itself; what stopped it stands in its cause, or in the causes of that. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  return error.message || ("code" in error ? String(error.code) : error.name);
}

/** What stands for an address that nobody answers at. */
export const unreachable = (url: string, error: unknown): HeddleError =>
  new HeddleError("unreachable", `Heddle cannot be reached at ${url}: ${reasonOf(error)}`, {}, error);

/** What stands for an answer that Heddle does not give. A gateway says by 502 to 504 that Heddle is away. */
export function strangeAnswer(url: string, httpStatus: number): HeddleError {
  if (httpStatus >= 502 && httpStatus <= 504)
    return new HeddleError("unreachable", `Heddle cannot be reached at ${url}: a gateway answers ${httpStatus}`);
  return new HeddleError("not_heddle", `What answers at ${url} is not Heddle (HTTP ${httpStatus}); check the address`);
}

/** The error of a failed call in the client's words. An abort stays the reason that was given for it. */
export function heddleError(url: string, error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason;
  if (!(error instanceof TRPCClientError)) return error;
  const data: ErrorData | undefined = error.data ?? undefined;
  if (data?.code) return new HeddleError(CODES[data.code] ?? "server_error", error.message, data, error);
  const response: unknown = error.meta?.response;
  return response instanceof Response ? strangeAnswer(url, response.status) : unreachable(url, error);
}
