import type { Schema } from "@cfworker/json-schema";
import { schemaProblems, validatorOf } from "#core/schema-problems.ts";
import type { Answer } from "#server/expressions/protocol.ts";
import { recent } from "#server/expressions/recent.ts";

const validators = recent(200, (text) => validatorOf(JSON.parse(text) as Schema));

export function validateSchema(schema: unknown, value: unknown): Answer {
  try {
    return { ok: true, value: schemaProblems(validators(JSON.stringify(schema)), value) };
  } catch (error) {
    const message = error instanceof Error ? error.message.split("\n")[0] : String(error);
    return {
      ok: false,
      failure: { code: "schema", message: `The schema cannot be used: ${message}`, retryable: false },
    };
  }
}
