import type { Problem } from "#core/problem.ts";
import type { RunStatus, TaskStatus } from "#core/statuses.ts";

export type DomainErrorCode =
  | "not_found"
  | "conflict"
  | "bad_input"
  | "forbidden"
  | "too_large"
  | "unauthorized"
  | "too_many"
  | "full";

/** What took the place of a review whose content was made anew. */
export interface Replacement {
  /** Null until the content is there. */
  reviewId: number | null;
}

/** What a refusal may name besides its sentence: the field to blame as a dotted path, and the problems of a definition. */
interface Blame {
  field?: string;
  problems?: Problem[];
  /** How the task or run stands that cannot be changed as was asked. */
  status?: TaskStatus | RunStatus;
  /** Where to decide instead. */
  replacement?: Replacement | null;
}

/** A refusal in domain words. Thrown once, where it is decided, and translated once, at the door; nothing was changed. */
export class DomainError extends Error {
  override readonly name = "DomainError";
  readonly code: DomainErrorCode;
  readonly field: string | undefined;
  readonly problems: Problem[] | undefined;
  readonly status: TaskStatus | RunStatus | undefined;
  readonly replacement: Replacement | undefined;

  /** `message` is one clear sentence for people. */
  constructor(code: DomainErrorCode, message: string, blame: Blame = {}) {
    super(message);
    this.code = code;
    this.field = blame.field;
    this.problems = blame.problems;
    this.status = blame.status;
    this.replacement = blame.replacement ?? undefined;
  }
}
