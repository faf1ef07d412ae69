import { FUNCTIONS_MODULE, stdNameOf } from "#core/code-modules.ts";
import { stdSource } from "#server/code/std-source.ts";
import { stripTypes } from "#server/code/strip-types.ts";

/**
 * The JavaScript of a module that code imports: of the workflow's functions, whose text is given, or one of Heddle's own.
 * Null for any other, and for functions that cannot be read.
 */
export function moduleText(specifier: string, functions: string | undefined): string | null {
  const std = stdNameOf(specifier);
  const source = std ? stdSource(std) : specifier === FUNCTIONS_MODULE ? functions : undefined;
  if (source === undefined) return null;
  const stripped = stripTypes(source);
  return "problem" in stripped ? null : stripped.code;
}
