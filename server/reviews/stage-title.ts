import type { Definition } from "#core/definition.ts";

/** What a stage is called on the screen. */
export const stageTitle = (definition: Definition | undefined, stageId: string): string =>
  definition?.stages.find(({ id }) => id === stageId)?.title || stageId;
