import { z } from "zod";
import { codeOf, functionsModule, functionsUsedBy, type Modules, type WithCode } from "#core/code-modules.ts";

/** How published functions are named: as workflows are. */
export const FunctionName = z
  .string()
  .regex(/^[a-z][a-z0-9]*([._-][a-z0-9]+)*$/, "is lower case words joined by . _ or -")
  .max(100);

export const FunctionSource = z
  .string()
  .min(1)
  .max(256 * 1024);

/** So many others a function may import, directly and through them. */
export const MAX_USES = 100;

/** A published function as code names it. Without a version it names none that could be imported. */
export interface FunctionRef {
  name: string;
  version: number | null;
}

const SPECIFIER = /^functions\/([a-z0-9._-]{1,100})(?:@([1-9][0-9]{0,8}))?$/;

/** What follows `from` or `import` in quotes and looks like a published function. */
const NAMED = /(?<=\b(?:from|import)\s*(["']))functions\/[^"'\n]{1,120}(?=\1)/g;

/** How code imports a version of a published function. */
export const functionModule = (name: string, version: number): string => `functions/${name}@${version}`;

/** What a specifier names; null when it is none of a published function. */
export function functionRefOf(specifier: string): FunctionRef | null {
  const [, name, version] = SPECIFIER.exec(specifier) ?? [];
  return name === undefined ? null : { name, version: version === undefined ? null : Number(version) };
}

/**
 * The published functions that code names, as it writes them, each once. What stands in a comment counts too: whether it is
 * imported is for the engine to say.
 */
export function functionsNamedIn(text: string): string[] {
  const found = new Set(text.match(NAMED));
  return [...found].filter((specifier) => functionRefOf(specifier) !== null);
}

/** A version of a published function, with the others that it needs to be imported. */
export interface PublishedFunction {
  source: string;
  /** Those that it imports, directly and through them, as code names them. */
  uses: readonly string[];
}

/** What code that names published functions needs of all that are known: each by the name under which it is imported. */
export function publishedFor(texts: readonly string[], known: ReadonlyMap<string, PublishedFunction>): Modules {
  const wanted = texts
    .flatMap(functionsNamedIn)
    .flatMap((specifier) => [specifier, ...(known.get(specifier)?.uses ?? [])]);
  return Object.fromEntries(
    wanted.flatMap((specifier) => {
      const found = known.get(specifier);
      return found ? [[specifier, found.source]] : [];
    }),
  );
}

/** What the code of a stage and of its check may import: the workflow's functions, and published ones that they name. */
export const modulesOf = (
  stage: WithCode,
  functions: string | undefined,
  known: ReadonlyMap<string, PublishedFunction>,
): Modules => ({
  ...publishedFor(codeOf(stage, functions), known),
  ...functionsModule(functionsUsedBy(stage, functions)),
});
