import { z } from "zod";
import { TASK_STATUSES } from "#core/statuses.ts";
import type { Page, SubtaskRow } from "#core/views.ts";
import type { Queryable } from "#server/db.ts";
import { decodeCursor, PageInput, pageOf } from "#server/keyset-cursor.ts";
import { requireRun } from "#server/runs/require-run.ts";
import { iso } from "#server/runs/sql-fragments.ts";

export const ListSubtasks = PageInput.extend({
  runId: z.int().positive(),
  stageId: z.string().max(64),
  status: z.enum(TASK_STATUSES).optional(),
});

/** The subtasks of a fan-out in the order of its items. */
export async function listSubtasks(
  db: Queryable,
  workspaceId: string,
  asked: z.infer<typeof ListSubtasks>,
): Promise<Page<SubtaskRow>> {
  await requireRun(db, workspaceId, asked.runId);
  const { rows } = await db.query<SubtaskRow>({
    name: "list_subtasks",
    text: `
      select t.id as "taskId", t.subtask, t.status, t.attempt,
             ${iso("t.started_at")} as "startedAt", ${iso("t.finished_at")} as "finishedAt", t.error
      from task parent
      join task t on t.run_id = parent.run_id and t.stage_id = parent.stage_id and t.parent_id = parent.id
      where parent.run_id = $1 and parent.stage_id = $2 and parent.subtask is null and parent.is_latest
        and ($3::task_status is null or t.status = $3)
        and t.subtask > $4
      order by t.subtask
      limit $5`,
    values: [
      asked.runId,
      asked.stageId,
      asked.status ?? null,
      decodeCursor(asked.cursor, z.int()) ?? -1,
      asked.limit + 1,
    ],
  });
  return pageOf(
    rows,
    asked.limit,
    ({ subtask }) => subtask,
    (row) => row,
  );
}
