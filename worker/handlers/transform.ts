import { transformConfig } from "#core/kinds/transform.ts";
import { findUnstorable } from "#core/storable.ts";
import type { Handler } from "#worker/handlers/handler.ts";

/** The stage's input counts as nothing here: the expression reads the scope itself. */
export const transform: Handler = async (config, _input, attempt) => {
  attempt.begin();
  const { expression } = transformConfig.parse(config);
  const output = await attempt.evaluate({ $: expression });
  const problem = findUnstorable(output, "output");
  if (problem)
    return { kind: "failed", failure: { code: "output_not_storable", message: problem.message, retryable: false } };
  return { kind: "completed", output };
};
