import type { Definition } from "#core/definition.ts";

/** How people call a stage: its title, or its id where it has none. */
export const stageTitle = (definition: Definition, stageId: string): string =>
  definition.stages.find(({ id }) => id === stageId)?.title || stageId;
