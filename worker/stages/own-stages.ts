import type { Logger } from "pino";
import type { DefinedStage } from "#core/authoring/stages.ts";
import type { Pool } from "#server/db.ts";
import { Refusal } from "#server/refusal.ts";
import { publishCustomStages } from "#server/stages/publish-custom-stages.ts";
import { loadStages, publishedStage } from "#worker/stages/load-stages.ts";
import { resolveHeddle } from "#worker/stages/resolve-heddle.ts";

/**
 * Loads the operator's stages from HEDDLE_STAGES and publishes them; none without a folder. A broken file ends the process
 * with one line that says where: what is half loaded would fail tasks that a whole one completes.
 */
export async function ownStages(folder: string | undefined, pool: Pool, logger: Logger): Promise<DefinedStage[]> {
  if (!folder) return [];
  resolveHeddle(folder);
  try {
    const loaded = await loadStages(folder);
    await publishCustomStages(pool, loaded.map(publishedStage));
    const stages = loaded.map(({ stage }) => stage);
    logger.info({ folder, stages: stages.map(({ name }) => name) }, "the operator's stages are loaded");
    // One that nobody awaits must not take down the tasks of others.
    process.on("unhandledRejection", (error) => logger.error({ error }, "a promise of a stage was rejected unheard"));
    return stages;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    logger.fatal(error.message);
    process.exit(1);
  }
}
