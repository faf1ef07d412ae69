import type { Queryable } from "#server/db.ts";
import type { ClaimedRun, StageOutput } from "#server/engine/advance.ts";

/** What these tasks need beside themselves, once per run: its input, and the outputs that they read. */
export async function contextsOf(db: Queryable, taskIds: number[]): Promise<ClaimedRun[]> {
  const { rows } = await db.query<{ contexts: ClaimedRun[] }>("select engine.contexts_of($1, '{}') as contexts", [
    taskIds,
  ]);
  return rows[0]?.contexts ?? [];
}

/** The outputs of those of the given stages that have ended, by stage: of the latest round, or of `taskId` for its stage. */
export async function outputsOf(
  db: Queryable,
  runId: number,
  stageIds: readonly string[],
  taskId: number | null = null,
): Promise<Record<string, StageOutput>> {
  const { rows } = await db.query<{ outputs: Record<string, StageOutput> | null }>(
    "select engine.outputs_of($1, $2, $3) as outputs",
    [runId, stageIds, taskId],
  );
  return rows[0]?.outputs ?? {};
}
