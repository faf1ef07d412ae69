import type { Definition, Stage } from "#core/definition.ts";

/** Whether a stage sends anything: it has actions, or hands its work to an outside system, which may be told to stop. */
export const stageActs = ({ actions = [], kind }: Stage): boolean => actions.length > 0 || kind === "external";

/** Whether a run of it sends anything. */
export const runActs = ({ actions = [], stages }: Definition): boolean => actions.length > 0 || stages.some(stageActs);
