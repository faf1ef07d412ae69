import type { TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import { DomainError, type DomainErrorCode } from "#core/errors.ts";

/** The status that tells of a refusal. */
export const STATUS_OF = {
  bad_input: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  too_many: 429,
  full: 507,
} as const satisfies Record<DomainErrorCode, number>;

/** What only a door can say. */
const DOOR_STATUS = { method_not_allowed: 405, unsupported_media_type: 415, internal: 500 } as const;

export type RefusalCode = DomainErrorCode | keyof typeof DOOR_STATUS;

export interface RefusalBody {
  error: { code: RefusalCode; message: string; details?: Record<string, unknown> };
}

const statusOf = (code: RefusalCode): number => ({ ...STATUS_OF, ...DOOR_STATUS })[code];

/** A refusal in the one shape of all doors under /api/v1 (decision 027). */
export function refuse(
  code: RefusalCode,
  message: string,
  details: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Response {
  const body: RefusalBody = { error: { code, message, ...(Object.keys(details).length > 0 && { details }) } };
  return Response.json(body, { status: statusOf(code), headers: { "cache-control": "no-store", ...headers } });
}

/** What a refusal names besides its sentence. */
export const detailsOf = ({ field, problems, status, replacement }: DomainError): Record<string, unknown> => ({
  ...(field !== undefined && { field }),
  ...(problems && { problems }),
  ...(status && { status }),
  ...(replacement && { replacement }),
});

/** A refusal in domain words as an answer. */
export const refusalAnswer = (error: DomainError): Response => refuse(error.code, error.message, detailsOf(error));

/** Each field of an input that is wrong, the first of them in the sentence. */
function refuseInput({ issues }: ZodError): Response {
  const named = issues.map(({ path, message }) => ({ field: path.map(String).join(".") || "input", message }));
  const [first = { field: "input", message: "is not valid" }] = named;
  return refuse("bad_input", `${first.field}: ${first.message}`, {
    field: first.field,
    ...(named.length > 1 && { issues: named }),
  });
}

/** What a procedure refused, as an answer; null when nobody refused and the server is at fault. */
export function refusedByProcedure({ cause }: TRPCError): Response | null {
  if (cause instanceof DomainError) return refusalAnswer(cause);
  return cause instanceof ZodError ? refuseInput(cause) : null;
}

/** What is told of an error that nobody refused: never what it was. */
export const serverAtFault = (): Response =>
  refuse("internal", "Something went wrong on the server; its log has the details");
