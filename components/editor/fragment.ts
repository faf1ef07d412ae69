import { z } from "zod";
import { freePlace, pinned } from "#components/editor/place-stage.ts";
import { renameStage } from "#components/editor/rename-references.ts";
import { freeStageId } from "#components/editor/stage-ids.ts";
import { type Definition, Dependency, Stage } from "#core/definition.ts";

/** Stages with the dependencies among them: what is copied and pasted. */
export const Fragment = z.strictObject({
  heddleStages: z.literal(1),
  stages: z.array(Stage).min(1),
  dependencies: z.array(Dependency),
});
export type Fragment = z.infer<typeof Fragment>;

const OFFSET = 40;

export function copyFragment(definition: Definition, stageIds: readonly string[]): Fragment | null {
  const ids = new Set(stageIds);
  const { stages } = pinned(definition);
  const copied = stages.filter(({ id }) => ids.has(id));
  if (copied.length === 0) return null;
  return {
    heddleStages: 1,
    stages: copied,
    dependencies: definition.dependencies.filter(({ from, to }) => ids.has(from) && ids.has(to)),
  };
}

/** What somebody copied, if the text is a fragment at all. */
export function readFragment(text: string): Fragment | null {
  try {
    return Fragment.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Adds a fragment under new ids, beside what is there already. */
export function pasteFragment(
  definition: Definition,
  fragment: Fragment,
): { definition: Definition; stageIds: string[] } {
  const target = pinned(definition);
  const taken = new Set(target.stages.map(({ id }) => id));
  let copy: Definition = { ...target, stages: fragment.stages, dependencies: fragment.dependencies };
  delete copy.itemId;
  const stageIds: string[] = [];
  for (const { id } of fragment.stages) {
    const fresh = freeStageId(taken, id);
    taken.add(fresh);
    stageIds.push(fresh);
    if (fresh !== id) copy = renameStage(copy, id, fresh);
  }
  const [first] = copy.stages;
  const from = first?.position ?? { x: 0, y: 0 };
  const to = freePlace(target, { x: from.x + OFFSET, y: from.y + OFFSET });
  const moved = copy.stages.map((stage): Stage => {
    const { x, y } = stage.position ?? from;
    return { ...stage, position: { x: x + to.x - from.x, y: y + to.y - from.y } };
  });
  return {
    definition: {
      ...target,
      stages: [...target.stages, ...moved],
      dependencies: [...target.dependencies, ...copy.dependencies],
    },
    stageIds,
  };
}
