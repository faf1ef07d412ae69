import type { Stage } from "#core/definition.ts";
import type { TaskStatus } from "#core/statuses.ts";
import type { Queryable } from "#server/db.ts";
import type { HeldAttempt } from "#server/reports/handles.ts";
import { versionDefinition } from "#server/version-cache.ts";

/** How an attempt stands for the outside system that works on it. */
export type ReportedStatus = "running" | "success" | "failure" | "canceled" | "skipped";

interface Row {
  runId: number;
  versionId: string;
  stageId: string;
  status: TaskStatus;
  attempt: number;
  isSuspended: boolean;
  hasEnded: boolean;
}

export interface Standing {
  runId: number;
  status: ReportedStatus;
  /** It is about to be under way again: a report is neither taken nor refused, and may be repeated. */
  isBetween: boolean;
  stage: () => Promise<Stage>;
  /** Whether what is counted now is counted of this attempt: a later one begins anew. */
  isLatest: boolean;
}

const ENDED = {
  completed: "success",
  failed: "failure",
  canceled: "canceled",
  skipped: "skipped",
} as const satisfies Partial<Record<TaskStatus, ReportedStatus>>;

/** How the attempt of a handle stands; null when its task is gone. */
export async function standingOf(db: Queryable, { taskId, attempt }: HeldAttempt): Promise<Standing | null> {
  const { rows } = await db.query<Row>({
    name: "standing_of",
    text: `select t.run_id as "runId", r.version_id as "versionId", t.stage_id as "stageId", t.status, t.attempt,
                  t.suspension is not null as "isSuspended", t.suspension -> 'end' is not null as "hasEnded"
           from task t join run r on r.id = t.run_id where t.id = $1`,
    values: [taskId],
  });
  const [row] = rows;
  if (!row) return null;
  const stage = async () => {
    const found = (await versionDefinition(db, row.versionId)).stages.find(({ id }) => id === row.stageId);
    if (!found) throw new Error(`Stage ${row.stageId} is not in its version`);
    return found;
  };
  const standing = (status: ReportedStatus, isBetween = false): Standing => ({
    runId: row.runId,
    status,
    isBetween,
    stage,
    isLatest: row.attempt <= attempt,
  });
  if (row.status in ENDED) return standing(row.attempt > attempt ? "failure" : ENDED[row.status as keyof typeof ENDED]);
  if (row.hasEnded) return standing("success");
  // The attempt failed, and the next one waits for its time or is under way.
  const waitsForNext = row.status === "pending" && row.attempt === attempt && !row.isSuspended;
  if (row.attempt > attempt || waitsForNext) return standing("failure");
  return standing("running", row.status !== "running" && row.status !== "suspended");
}
