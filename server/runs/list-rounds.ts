import { z } from "zod";
import type { RoundView } from "#core/views.ts";
import type { Queryable } from "#server/db.ts";
import { requireRun } from "#server/runs/require-run.ts";
import { iso } from "#server/runs/sql-fragments.ts";

const MAX_ROUNDS = 200;

export const ListRounds = z.object({ runId: z.int().positive(), stageId: z.string().max(64) });

/** The rounds of a stage in a run, newest first, the newest 200. */
export async function listRounds(
  db: Queryable,
  workspaceId: string,
  { runId, stageId }: z.infer<typeof ListRounds>,
): Promise<RoundView[]> {
  await requireRun(db, workspaceId, runId);
  const { rows } = await db.query<RoundView>({
    name: "list_rounds",
    text: `select id as "taskId", round, status, attempt, ${iso("started_at")} as "startedAt", ${iso("finished_at")} as "finishedAt",
                  error, skip_reason as "skipReason"
           from task
           where run_id = $1 and stage_id = $2 and subtask is null
           order by round desc
           limit ${MAX_ROUNDS}`,
    values: [runId, stageId],
  });
  return rows;
}
