import type { Definition, Stage } from "#core/definition.ts";
import type { Spawn } from "#core/spawn.ts";

/** A workflow that a definition names, and where. */
export interface Target {
  workflow: string;
  path: (string | number)[];
  stageId?: string;
}

const ofSpawns = (spawns: readonly Spawn[] | undefined, path: (string | number)[]): Target[] =>
  (spawns ?? []).map(({ workflow }, index) => ({ workflow, path: [...path, "spawns", index, "workflow"] }));

/** A name that is none yet is a problem of its own. */
const awaitedBy = ({ kind, config }: Stage, index: number): Target[] =>
  kind === "workflow" && typeof config.workflow === "string" && config.workflow !== ""
    ? [{ workflow: config.workflow, path: ["stages", index, "config", "workflow"] }]
    : [];

/** Every workflow that runs of this definition start, in reading order. */
export const targetsOf = (definition: Definition): Target[] => [
  ...ofSpawns(definition.spawns, []),
  ...definition.stages.flatMap((stage, index) =>
    [...awaitedBy(stage, index), ...ofSpawns(stage.spawns, ["stages", index])].map((target) => ({
      ...target,
      stageId: stage.id,
    })),
  ),
];
