import { readFileSync } from "node:fs";
import { STD_NAMES, type StdName, stdModule } from "#core/code-modules.ts";
import { sourceFile } from "#server/root.ts";

const FOLDER = ["core", "std"];

/** The TypeScript of a module that comes with Heddle. */
export const stdSource = (name: StdName): string => readFileSync(sourceFile(...FOLDER, `${name}.ts`), "utf8");

/** All of them, by the name under which code imports them. */
export const stdSources = (): Record<string, string> =>
  Object.fromEntries(STD_NAMES.map((name) => [stdModule(name), stdSource(name)]));
