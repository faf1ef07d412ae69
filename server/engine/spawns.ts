import type { Failure } from "#core/run-event.ts";
import type { Queryable } from "#server/db.ts";
import type { StartRequest } from "#server/engine/start-runs.ts";

/** A follow-up that this worker has for a while, with what its expressions are evaluated over. */
export interface ClaimedSpawn {
  spawnId: number;
  /** The fence: every write about it carries it. */
  lease: string;
  attempt: number;
  workspaceId: string;
  versionId: string;
  runId: number;
  /** Null when the run as a whole caused it. */
  taskId: number | null;
  stageId: string | null;
  /** Which of the declared follow-ups, counted from 0. */
  place: number;
  /** When the completion was committed, ISO 8601. */
  createdAt: string;
  itemId: string | null;
  input: unknown;
  inputHash: string | null;
  metadata: unknown;
  /** How many runs caused each other before this one. */
  generation: number;
}

/** After so many attempts a follow-up is given up; what is wrong by itself fails at once. */
export const MAX_SPAWN_ATTEMPTS = 10;

/** Follow-ups that are due, `limit` at most; they are due again for others after `leaseMs`. */
export async function claimSpawns(db: Queryable, limit: number, leaseMs: number): Promise<ClaimedSpawn[]> {
  const { rows } = await db.query<{ claimed: ClaimedSpawn[] }>({
    name: "claim_spawns",
    text: "select engine.claim_spawns($1, $2, $3) as claimed",
    values: [limit, leaseMs, MAX_SPAWN_ATTEMPTS],
  });
  return rows[0]?.claimed ?? [];
}

type Held = Pick<ClaimedSpawn, "spawnId" | "lease">;

/** A follow-up with the runs that it starts. */
export interface FinishedSpawn extends Held {
  requests: StartRequest[];
}

/** Starts the runs of follow-ups and marks them done, in one commit. Returns those that no other worker has by now. */
export async function finishSpawns(db: Queryable, finished: FinishedSpawn[], leaseMs: number): Promise<number[]> {
  const { rows } = await db.query<{ done: number[] }>("select engine.finish_spawns($1, $2) as done", [
    JSON.stringify(finished.map(({ spawnId, lease, requests }) => ({ spawnId, lease, requests }))),
    leaseMs,
  ]);
  return rows[0]?.done ?? [];
}

/** Gives a follow-up up, and says why; its run shows it, and it can be tried again by hand. */
export async function failSpawn(db: Queryable, { spawnId, lease }: Held, error: Failure): Promise<void> {
  await db.query(
    "update spawn set status = 'failed', error = $3, lease = null, next_at = null where id = $1 and lease = $2",
    [spawnId, lease, error],
  );
}

/** Puts a follow-up off: what kept it from being started may pass. */
export async function postponeSpawn(
  db: Queryable,
  { spawnId, lease }: Held,
  error: Failure,
  delayMs: number,
): Promise<void> {
  await db.query(
    `update spawn set error = $3, lease = null, next_at = clock_timestamp() + $4 * interval '1 millisecond'
     where id = $1 and lease = $2`,
    [spawnId, lease, error, delayMs],
  );
}

/** Tries a failed follow-up of a run again. Returns its status after; null when the run has no such follow-up. */
export async function retrySpawn(
  db: Queryable,
  workspaceId: string,
  runId: number,
  spawnId: number,
): Promise<"pending" | "done" | "failed" | null> {
  const { rows } = await db.query<{ status: "pending" | "done" | "failed" }>(
    `with again as (
       update spawn
       set status = 'pending', attempts = 0, error = null, next_at = clock_timestamp()
       where id = $3 and run_id = $2 and workspace_id = $1 and status = 'failed'
       returning id, pg_notify('heddle_work', 'f')
     )
     select case when again.id is not null then 'pending' else s.status end as status
     from spawn s
     left join again on again.id = s.id
     where s.id = $3 and s.run_id = $2 and s.workspace_id = $1`,
    [workspaceId, runId, spawnId],
  );
  return rows[0]?.status ?? null;
}
