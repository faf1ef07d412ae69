import { type BuiltInKind, customName, isCustom, type StageKind } from "#core/kinds/registry.ts";

/** The first id of the kind `fetch`, `fetch2`, `fetch3` … that is not taken. */
export function freeStageId(taken: ReadonlySet<string>, wish: string): string {
  if (!taken.has(wish)) return wish;
  const stem = wish.replace(/\d+$/, "") || wish;
  let number = 2;
  while (taken.has(`${stem}${number}`)) number += 1;
  return `${stem}${number}`;
}

/** What the first stage of a kind is called. */
const FIRST_STAGE_IDS = {
  code: "code",
  transform: "transform",
  http: "fetch",
  llm: "ask",
  review: "review",
  wait: "wait",
  external: "outside",
  workflow: "run",
} satisfies Record<BuiltInKind, string>;

/** The id that the first stage of a kind gets: `custom:price.fetch` begins as `price_fetch`. */
export const firstStageId = (kind: StageKind): string =>
  isCustom(kind) ? customName(kind).replace(/[^a-zA-Z0-9_]/g, "_") : FIRST_STAGE_IDS[kind];
