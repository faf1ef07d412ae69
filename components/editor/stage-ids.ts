import type { StageKind } from "#core/kinds/registry.ts";

/** The first id of the kind `fetch`, `fetch2`, `fetch3` … that is not taken. */
export function freeStageId(taken: ReadonlySet<string>, wish: string): string {
  if (!taken.has(wish)) return wish;
  const stem = wish.replace(/\d+$/, "") || wish;
  let number = 2;
  while (taken.has(`${stem}${number}`)) number += 1;
  return `${stem}${number}`;
}

/** What the first stage of a kind is called. */
export const FIRST_STAGE_IDS = {
  code: "code",
  transform: "transform",
  http: "fetch",
  review: "review",
  wait: "wait",
} satisfies Record<StageKind, string>;
