import type { Failure } from "#core/run-event.ts";
import type { SchemaProblem } from "#core/schema-problems.ts";
import type { Answer } from "#server/expressions/protocol.ts";

/** What names in an expression are looked up in: a JSON object. */
export type Scope = unknown;

/** Where expressions are evaluated and schemas are checked: nothing that they do reaches this process. */
export interface Expressions {
  evaluate(source: string, scope: Scope): Promise<Answer>;
  evaluateAll(jobs: { source: string; scope: Scope }[]): Promise<Answer[]>;
  /** Replaces every expression in a JSON value by its value; the failure names the path of the first that failed. */
  resolveTemplate(template: unknown, scope: Scope): Promise<Answer>;
  /** Where a value does not fit a JSON Schema; a failure when the schema itself is of no use. */
  validate(
    schema: unknown,
    value: unknown,
  ): Promise<{ ok: true; problems: SchemaProblem[] } | { ok: false; failure: Failure }>;
  close(): void;
}
