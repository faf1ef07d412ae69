import type { LiveRun } from "#components/run/run-projection.ts";
import { stageTitle } from "#components/run/stage-title.ts";
import { stagesOfRound } from "#core/rounds.ts";
import type { RoundMode } from "#core/run-event.ts";
import { isSettled } from "#core/statuses.ts";

interface Again {
  stageIds: ReadonlySet<string>;
  /** In the order of the definition. */
  titles: string[];
  /** Whether some of them have not ended. */
  stopsSome: boolean;
}

/** What a round would do over, before it is opened. */
export function againWith({ definition, stages }: LiveRun, named: readonly string[], mode: RoundMode): Again {
  const failed = stages.filter(({ status }) => status === "failed" || status === "canceled");
  const stageIds = stagesOfRound(definition.dependencies, new Set(failed.map(({ stageId }) => stageId)), mode, named);
  const over = stages.filter(({ stageId }) => stageIds.has(stageId));
  return {
    stageIds,
    titles: definition.stages.filter(({ id }) => stageIds.has(id)).map(({ id }) => stageTitle(definition, id)),
    stopsSome: over.some(({ status, startedAt }) => startedAt !== null && !isSettled(status)),
  };
}
