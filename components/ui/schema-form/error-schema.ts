import type { ErrorSchema } from "@rjsf/utils";
import type { ValueProblem } from "#components/ui/schema-form/check-value.ts";

/** The problems as a tree in the shape of the value, as the form library wants them. */
export function errorSchemaOf(problems: readonly ValueProblem[]): ErrorSchema {
  const root: ErrorSchema = {};
  for (const { path, message } of problems) {
    let place = root;
    for (const part of path) {
      place[part] ??= {};
      place = place[part] as ErrorSchema;
    }
    place.__errors = [...(place.__errors ?? []), message];
  }
  return root;
}
