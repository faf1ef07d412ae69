import { z } from "zod";
import { type SkipReason, TASK_STATUSES, type TaskStatus } from "#core/statuses.ts";
import type { Page } from "#core/views.ts";
import type { Queryable } from "#server/db.ts";
import { decodeCursor, PageInput, pageOf } from "#server/keyset-cursor.ts";
import { requireRun } from "#server/runs/require-run.ts";
import { iso } from "#server/runs/sql-fragments.ts";

export const ListTasks = PageInput.extend({
  runId: z.int().positive(),
  status: z.enum(TASK_STATUSES).optional(),
  stageId: z.string().max(64).optional(),
});

export interface TaskRow {
  taskId: number;
  stageId: string;
  /** Its number within a fan-out; null for a stage itself. */
  subtask: number | null;
  round: number;
  status: TaskStatus;
  attempt: number;
  startedAt: string | null;
  finishedAt: string | null;
  skipReason: SkipReason | null;
  error: unknown;
}

/** The tasks of a run in their latest rounds, subtasks too, in the order in which they were made. */
export async function listTasks(
  db: Queryable,
  workspaceId: string,
  asked: z.infer<typeof ListTasks>,
): Promise<Page<TaskRow>> {
  await requireRun(db, workspaceId, asked.runId);
  const { rows } = await db.query<TaskRow>({
    name: "list_tasks",
    text: `
      select t.id as "taskId", t.stage_id as "stageId", t.subtask, t.round, t.status, t.attempt,
             ${iso("t.started_at")} as "startedAt", ${iso("t.finished_at")} as "finishedAt",
             t.skip_reason as "skipReason", t.error
      from task t
      where t.run_id = $1
        and t.is_latest
        and ($2::task_status is null or t.status = $2)
        and ($3::text is null or t.stage_id = $3)
        and t.id > $4
      order by t.id
      limit $5`,
    values: [
      asked.runId,
      asked.status ?? null,
      asked.stageId ?? null,
      decodeCursor(asked.cursor, z.int()) ?? 0,
      asked.limit + 1,
    ],
  });
  return pageOf(
    rows,
    asked.limit,
    ({ taskId }) => taskId,
    (row) => row,
  );
}
