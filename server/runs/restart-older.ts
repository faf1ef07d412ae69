import { z } from "zod";
import { DomainError } from "#core/errors.ts";
import type { Metadata } from "#core/metadata.ts";
import type { Principal } from "#server/auth/principal.ts";
import type { Pool } from "#server/db.ts";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { startRuns } from "#server/engine/start-runs.ts";
import { inTransaction } from "#server/in-transaction.ts";
import { OlderCodeOf, olderCode } from "#server/runs/older-code.ts";
import { type RunnableVersion, runnableVersion } from "#server/runs/runnable-version.ts";
import { type StartDeps, startRequest } from "#server/runs/start-request.ts";

export const RestartOlder = OlderCodeOf.extend({
  /** The version that was seen to be the newest. */
  version: z.int().min(1),
});

interface Deps extends StartDeps {
  pool: Pool;
  leaseMs: number;
}

export interface Restarted {
  restarted: { runId: number; newRunId: number }[];
  /** Runs that stay as they are, and why. */
  refused: { runId: number; reason: string }[];
  /** Runs that are left for another call. */
  left: number;
}

/** So many runs are restarted in one call. */
const AT_ONCE = 100;

/**
 * Restarts the runs that are at work in older code of a workflow: each is canceled, and one of the newest version is started
 * with the same input, priority and metadata, in one commit. Refuses when another version has become the newest meanwhile.
 */
export async function restartOlder(
  deps: Deps,
  who: Principal,
  { workflow, version: number }: z.infer<typeof RestartOlder>,
): Promise<Restarted> {
  const older = await olderCode(deps.pool, who.workspaceId, { workflow });
  if (older.newest !== number)
    throw new DomainError("conflict", `Version ${older.newest} of ${workflow} has been published meanwhile`, {
      field: "version",
    });
  const version = await runnableVersion(deps.pool, who.workspaceId, { workflow, version: number });
  const chosen = older.runIds.slice(0, AT_ONCE);
  const done: Restarted = { restarted: [], refused: [], left: older.runIds.length - chosen.length };
  for (const runId of chosen) {
    try {
      const newRunId = await restart(deps, who, version, runId);
      if (newRunId !== null) done.restarted.push({ runId, newRunId });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      done.refused.push({ runId, reason: error.message });
    }
  }
  return done;
}

/** Null when the run has ended meanwhile. */
async function restart(deps: Deps, who: Principal, version: RunnableVersion, runId: number): Promise<number | null> {
  const { rows: stored } = await deps.pool.query<{
    input: unknown;
    inputHash: string | null;
    priority: number;
    metadata: Metadata | null;
    isAwaited: boolean;
  }>(
    `select input, input_hash as "inputHash", priority, metadata, is_awaited as "isAwaited"
     from run where id = $1 and workspace_id = $2`,
    [runId, who.workspaceId],
  );
  const [run] = stored;
  if (!run) return null;
  if (run.isAwaited)
    throw new DomainError("conflict", `Run ${runId} is awaited by another run, which would fail: restart that one`);
  const input = run.inputHash === null ? run.input : await deps.artifacts.readJson(run.inputHash);
  const request = await startRequest(deps, who, version, input, "input", {
    priority: run.priority,
    metadata: run.metadata ?? undefined,
  });
  return inTransaction(deps.pool, async (client) => {
    // Locked before it is asked: of two that restart it at once, the second finds it canceled.
    const { rowCount } = await client.query(
      "select from run where id = $1 and status in ('queued', 'running', 'awaiting_review', 'paused') for update",
      [runId],
    );
    if (rowCount === 0) return null;
    await cancelRun(client, who.workspaceId, runId);
    const [started] = await startRuns(client, [request], deps.leaseMs);
    return started?.runId ?? null;
  });
}
