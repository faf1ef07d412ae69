import type { Definition } from "#core/definition.ts";
import type { Failure } from "#core/run-event.ts";

/** How people call a stage: its title, or its id where it has none. */
export const stageTitle = (definition: Definition, stageId: string): string =>
  definition.stages.find(({ id }) => id === stageId)?.title || stageId;

/** What went wrong, with the title of the stage that it names. */
export const failureText = ({ code, message }: Failure, titleOf: (stageId: string) => string): string =>
  code === "required_stage_failed"
    ? message.replace(/^(Required stage )(\S+)/, (_, words: string, stageId: string) => words + titleOf(stageId))
    : message;
