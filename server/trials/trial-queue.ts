import type { Stage } from "#core/definition.ts";
import type { Pin, TrialReport, TrialStatus } from "#core/trial.ts";
import type { Queryable } from "#server/db.ts";

/** On this channel workers are told that a stage is to run alone. */
export const TRIAL_CHANNEL = "heddle_trial";

/** A trial that a worker has taken. */
export interface ClaimedTrial {
  id: number;
  workspaceId: string;
  workflowName: string;
  /** As the draft had it. */
  stage: Stage;
  /** The code of the workflow's functions. */
  functions: string | null;
  pin: Pin;
  lease: string;
}

/** Takes the oldest trial that waits; null when none does. */
export async function claimTrial(db: Queryable): Promise<ClaimedTrial | null> {
  const { rows } = await db.query<ClaimedTrial>({
    name: "claim_trial",
    text: `
      update trial t
      set status = 'running', lease = gen_random_uuid(), started_at = now()
      from workflow w
      where w.id = t.workflow_id
        and t.id = (select id from trial where status = 'waiting' order by id limit 1 for update skip locked)
      returning t.id, t.workspace_id as "workspaceId", w.name as "workflowName", t.stage, t.functions, t.pin, t.lease`,
  });
  return rows[0] ?? null;
}

/** Writes down what has come of a trial so far. False when it was stopped meanwhile; then nothing was written. */
export async function noteTrial(db: Queryable, { id, lease }: ClaimedTrial, report: TrialReport): Promise<boolean> {
  const { rowCount } = await db.query(
    "update trial set report = $3 where id = $1 and lease = $2 and status = 'running'",
    [id, lease, JSON.stringify(report)],
  );
  return rowCount === 1;
}

/** Whether nobody has stopped a trial. */
export async function isTrialWanted(db: Queryable, { id, lease }: ClaimedTrial): Promise<boolean> {
  const { rowCount } = await db.query("select from trial where id = $1 and lease = $2 and status = 'running'", [
    id,
    lease,
  ]);
  return rowCount === 1;
}

/** Ends a trial, unless it was stopped meanwhile. */
export async function endTrial(
  db: Queryable,
  { id, lease }: ClaimedTrial,
  status: Extract<TrialStatus, "completed" | "failed">,
  report: TrialReport,
): Promise<void> {
  await db.query(
    `update trial set status = $3, report = $4, finished_at = now()
     where id = $1 and lease = $2 and status = 'running'`,
    [id, lease, status, JSON.stringify(report)],
  );
}

/** Forgets trials of more than a day ago, and gives up those whose worker must be gone: each ends within `longestMs`. */
export async function sweepTrials(db: Queryable, longestMs: number): Promise<void> {
  await db.query("delete from trial where created_at < now() - interval '1 day'");
  await db.query(
    `update trial set status = 'lost', finished_at = now()
     where status = 'running' and started_at < now() - $1 * interval '1 millisecond'`,
    [longestMs],
  );
}
