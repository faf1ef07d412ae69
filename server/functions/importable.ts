import type { Modules } from "#core/code-modules.ts";
import {
  functionModule,
  functionRefOf,
  functionsNamedIn,
  type PublishedFunction,
  publishedFor,
} from "#core/published-functions.ts";
import { findFunctions, type ReadRows } from "#server/functions/find-functions.ts";

/** What a workspace has of the functions that some code names, and why it may not import the others. */
export interface Importable {
  known: ReadonlyMap<string, PublishedFunction>;
  refusals: Modules;
}

export const NOTHING_PUBLISHED: Importable = { known: new Map(), refusals: {} };

interface Named {
  name: string;
  latestVersion: number;
  isRetired: boolean;
}

/** Asks what new code may import of the published functions that it names. */
export async function findImportable(
  rows: ReadRows,
  workspaceId: string,
  texts: readonly string[],
): Promise<Importable> {
  const specifiers = [...new Set(texts.flatMap(functionsNamedIn))];
  if (specifiers.length === 0) return NOTHING_PUBLISHED;
  const found = await rows<Named>(
    `select name, latest_version as "latestVersion", retired_at is not null as "isRetired"
     from task_function where workspace_id = $1 and name = any($2::text[])`,
    workspaceId,
    specifiers.flatMap((specifier) => functionRefOf(specifier)?.name ?? []),
  );
  const byName = new Map(found.map((row) => [row.name, row]));
  const refusals = specifiers.flatMap((specifier) => {
    const why = refusalOf(specifier, byName);
    return why === null ? [] : [[specifier, why]];
  });
  const refused: Modules = Object.fromEntries(refusals);
  const allowed = specifiers.filter((specifier) => !Object.hasOwn(refused, specifier));
  return { known: await findFunctions(rows, workspaceId, allowed), refusals: refused };
}

function refusalOf(specifier: string, functions: ReadonlyMap<string, Named>): string | null {
  const { name = "", version = null } = functionRefOf(specifier) ?? {};
  const found = functions.get(name);
  if (!found) return `There is no published function ${name}`;
  if (found.isRetired) return `Function ${name} is retired: nothing new may import it until it is restored`;
  const newest = functionModule(name, found.latestVersion);
  if (version === null) return `${specifier} names no version; the newest is ${newest}`;
  return version > found.latestVersion ? `Function ${name} has no version ${version}; the newest is ${newest}` : null;
}

/** The part of it that concerns code: the modules that it may import, and why it may not import others. */
export const importableBy = (texts: readonly string[], { known, refusals }: Importable) => ({
  modules: publishedFor(texts, known),
  refusals: Object.fromEntries(
    texts.flatMap(functionsNamedIn).flatMap((specifier) => {
      const why = refusals[specifier];
      return why === undefined ? [] : [[specifier, why]];
    }),
  ),
});
