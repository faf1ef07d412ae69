import type { Definition } from "#core/definition.ts";

/** Whether runs of a definition start others: as follow-ups, or to wait for their end. */
export const startsRuns = ({ spawns = [], stages }: Definition): boolean =>
  spawns.length > 0 || stages.some((stage) => stage.kind === "workflow" || (stage.spawns ?? []).length > 0);
