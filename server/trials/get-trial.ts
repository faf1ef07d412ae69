import { z } from "zod";
import { DomainError } from "#core/errors.ts";
import type { TrialReport, TrialView } from "#core/trial.ts";
import type { Queryable } from "#server/db.ts";

export const TrialRef = z.object({ trialId: z.int().positive() });

const NOTHING_YET: TrialReport = { log: [], calls: [], output: null, isOutputCut: false, written: null, error: null };

const unknownTrial = (trialId: number) =>
  new DomainError("not_found", `There is no trial ${trialId}; what ran alone is kept for a day`, { field: "trialId" });

type Row = Omit<TrialView, keyof TrialReport | "createdAt" | "startedAt" | "finishedAt"> & {
  report: TrialReport | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
};

/** How a stage that runs alone stands, and what has come of it so far. */
export async function getTrial(db: Queryable, workspaceId: string, trialId: number): Promise<TrialView> {
  const { rows } = await db.query<Row>(
    `select id, stage ->> 'id' as "stageId", status, asked_by as "askedBy", report,
            created_at as "createdAt", started_at as "startedAt", finished_at as "finishedAt"
     from trial where id = $1 and workspace_id = $2`,
    [trialId, workspaceId],
  );
  const [row] = rows;
  if (!row) throw unknownTrial(trialId);
  const { report, createdAt, startedAt, finishedAt, ...trial } = row;
  return {
    ...trial,
    ...NOTHING_YET,
    ...report,
    createdAt: createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
  };
}

/** Stops a stage that runs alone, or waits for it; one that has ended stays as it is. The worker sees it within a second. */
export async function stopTrial(db: Queryable, workspaceId: string, trialId: number): Promise<void> {
  const { rowCount } = await db.query(
    `update trial
     set status = case when finished_at is null then 'canceled' else status end, finished_at = coalesce(finished_at, now())
     where id = $1 and workspace_id = $2`,
    [trialId, workspaceId],
  );
  if (rowCount === 0) throw unknownTrial(trialId);
}
