import { existsSync, realpathSync } from "node:fs";
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

const OURS = /^(heddle|zod)(\/|$)/;

/**
 * Lets the files of a folder import `heddle/stages` and `zod` as if they were installed beside them: the stages of an
 * operator need no package of their own. Packages that these files import keep their own. Call it once, before the first
 * file is loaded.
 */
export function resolveHeddle(folder: string): void {
  const within = `${pathToFileURL(existsSync(folder) ? realpathSync(folder) : folder).href}/`;
  registerHooks({
    resolve(specifier, context, next) {
      const { parentURL = "" } = context;
      const isStage = parentURL.startsWith(within) && !parentURL.slice(within.length).includes("node_modules/");
      return OURS.test(specifier) && isStage
        ? next(specifier, { ...context, parentURL: import.meta.url })
        : next(specifier, context);
    },
  });
}
