import type { Stage } from "#core/definition.ts";
import { expressionsIn } from "#core/expression.ts";
import { type References, referencesByPart, referencesOf } from "#core/expression-syntax.ts";

/** Which stages made what stands at a path of the details of a review; the empty path is the whole. */
export interface Source {
  path: string;
  stages: string[];
}

/**
 * Which stages each part of what a gate shows comes from, told from its config alone; nothing is evaluated. Takes the gate
 * and the stages before it, which are those that it may read.
 */
export function sourcesOf(
  { config, input, forEach }: Pick<Stage, "config" | "input" | "forEach">,
  before: readonly string[],
): Source[] {
  const known = new Set(before);
  const listed = (stages: References["stages"]) => (stages === "all" ? before : stages.filter((id) => known.has(id)));
  const items = forEach ? listed(referencesOf(forEach.items.$).stages) : [];
  const shown = config.details === undefined ? (input ?? (forEach && { item: { $: "subtask.item" } })) : config.details;

  return expressionsIn(shown).flatMap(({ path, source }) =>
    referencesByPart(source).flatMap((part) => {
      const { stages, names } = part.references;
      const read = [...listed(stages), ...(names.includes("subtask") ? items : [])];
      return read.length === 0 ? [] : [{ path: [...path, ...part.path].join("."), stages: [...new Set(read)] }];
    }),
  );
}

/** Which stages what stands at these paths comes from; of nothing in particular, or of what no stage made, those of all. */
export function stagesBehind(sources: readonly Source[], paths: readonly string[]): string[] {
  const meant = sources.filter(({ path }) => paths.some((marked) => isWithin(marked, path) || isWithin(path, marked)));
  return [...new Set((meant.length > 0 ? meant : sources).flatMap(({ stages }) => stages))];
}

const isWithin = (path: string, outer: string): boolean =>
  outer === "" || path === outer || path.startsWith(`${outer}.`);
