import { type Modules, stdNameOf } from "#core/code-modules.ts";
import { stdSource } from "#server/code/std-source.ts";
import { stripTypes } from "#server/code/strip-types.ts";

/**
 * The JavaScript of a module that code imports: one that is given, or one of Heddle's own. Null for any other, and for one
 * that cannot be read.
 */
export function moduleText(specifier: string, modules: Modules): string | null {
  const std = stdNameOf(specifier);
  const source = std ? stdSource(std) : Object.hasOwn(modules, specifier) ? modules[specifier] : undefined;
  if (source === undefined) return null;
  const stripped = stripTypes(source);
  return "problem" in stripped ? null : stripped.code;
}
