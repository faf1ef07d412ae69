import type { TRPCError } from "@trpc/server";
import type { DefaultErrorShape } from "@trpc/server/unstable-core-do-not-import";
import { ZodError } from "zod";
import { DomainError, type Replacement } from "#core/errors.ts";
import type { Problem } from "#core/problem.ts";
import type { RunStatus, TaskStatus } from "#core/statuses.ts";

interface ErrorData {
  code: DefaultErrorShape["data"]["code"];
  httpStatus: number;
  path?: string;
  /** The dotted path of the field that is to blame, if one is. */
  field?: string;
  /** What keeps a definition from being published. */
  problems?: Problem[];
  /** How the task or run stands that cannot be changed as was asked. */
  status?: TaskStatus | RunStatus;
  /** Where a review is decided whose content was made anew. */
  replacement?: Replacement;
}

export interface ErrorShape extends Omit<DefaultErrorShape, "data"> {
  data: ErrorData;
}

function sentenceOf(
  error: TRPCError,
): Pick<ErrorData, "field" | "problems" | "status" | "replacement"> & { message: string } {
  const { cause } = error;
  if (cause instanceof DomainError)
    return {
      message: cause.message,
      ...(cause.field !== undefined && { field: cause.field }),
      ...(cause.problems && { problems: cause.problems }),
      ...(cause.status && { status: cause.status }),
      ...(cause.replacement && { replacement: cause.replacement }),
    };
  if (cause instanceof ZodError) {
    const [issue] = cause.issues;
    const field = issue?.path.map(String).join(".") || "input";
    return { message: `${field}: ${issue?.message ?? "is not valid"}`, field };
  }
  if (error.code === "INTERNAL_SERVER_ERROR")
    return { message: "Something went wrong on the server; its log has the details" };
  if (error.code === "PARSE_ERROR" || cause instanceof SyntaxError)
    return { message: "The body of the request is not valid JSON" };
  return { message: error.message };
}

/** What a caller learns of an error: a sentence, a code and the field to blame, never a stack. */
export function errorShape({ error, shape }: { error: TRPCError; shape: DefaultErrorShape }): ErrorShape {
  const { message, ...blame } = sentenceOf(error);
  const { code, httpStatus, path } = shape.data;
  return { code: shape.code, message, data: { code, httpStatus, ...(path !== undefined && { path }), ...blame } };
}
