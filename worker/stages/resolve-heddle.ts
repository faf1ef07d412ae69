import { registerHooks } from "node:module";

const OURS = /^(heddle|zod)(\/|$)/;

/**
 * Lets files outside this repository import `heddle/stages` and `zod` as if they were installed beside them: the stages
 * of an operator need no package of their own. Call it once, before the first of them is loaded.
 */
export function resolveHeddle(): void {
  registerHooks({
    resolve: (specifier, context, next) =>
      OURS.test(specifier) ? next(specifier, { ...context, parentURL: import.meta.url }) : next(specifier, context),
  });
}
