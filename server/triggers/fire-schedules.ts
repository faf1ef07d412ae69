import { DatabaseError, type PoolClient } from "pg";
import { DomainError } from "#core/errors.ts";
import { dueAt } from "#core/schedule.ts";
import { TriggerSettings } from "#core/trigger.ts";
import type { Pool, Queryable } from "#server/db.ts";
import { type StartRequest, startRuns } from "#server/engine/start-runs.ts";
import { inTransaction } from "#server/in-transaction.ts";
import { runnableVersion } from "#server/runs/runnable-version.ts";
import { type StartDeps, startRequest } from "#server/runs/start-request.ts";

export interface FireDeps extends StartDeps {
  pool: Pool;
  leaseMs: number;
}

/** What became of the schedule that was due longest; an error is the server's own, and everything is as it was. */
type Fired = { id: string; error?: unknown };

interface DueRow {
  id: string;
  workspaceId: string;
  name: string;
  settings: unknown;
  nextAt: Date;
  workflow: string;
  now: Date;
}

/** The clock is the database's, so that it is one for all processes; a test may name another moment. */
const TAKE = `
  select t.id, t.workspace_id as "workspaceId", t.name, t.settings, t.next_at as "nextAt", w.name as workflow,
         coalesce($1, statement_timestamp()) as now
  from trigger t
  join workflow w on w.id = t.workflow_id
  where t.next_at <= coalesce($1, statement_timestamp()) and t.id <> all ($2::uuid[])
  order by t.next_at, t.id
  limit 1
  for update of t skip locked`;

/** Fires every schedule that is due. Answers with those that the server failed to fire; they stay due. */
export async function fireDue(deps: FireDeps, now: Date | null = null): Promise<Fired[]> {
  const failed: Fired[] = [];
  for (;;) {
    const fired = await fireNext(
      deps,
      now,
      failed.map(({ id }) => id),
    );
    if (!fired) return failed;
    if (fired.error) failed.push(fired);
  }
}

/** One schedule in one transaction: its runs and its next time are written together or not at all. Null when none is due. */
async function fireNext(deps: FireDeps, now: Date | null, except: string[]): Promise<Fired | null> {
  let taken: DueRow | undefined;
  try {
    await inTransaction(deps.pool, async (client) => {
      const { rows } = await client.query<DueRow>(TAKE, [now, except]);
      taken = rows[0];
      if (taken) await fire(client, deps, taken);
    });
    return taken ? { id: taken.id } : null;
  } catch (error) {
    if (!taken) throw error;
    return { id: taken.id, error };
  }
}

async function fire(client: PoolClient, deps: FireDeps, row: DueRow): Promise<void> {
  const settings = TriggerSettings.parse(row.settings);
  if (settings.kind !== "schedule") throw new Error(`Trigger ${row.id} is due but no schedule`);
  const due = dueAt(settings.timing, row.nextAt, row.now, settings.catchUp);
  const started = due.fire.length > 0 ? await start(client, deps, row, settings.input, due.fire) : {};
  const note = due.note && `${due.note} (${row.now.toISOString().slice(0, 16).replace("T", " ")} UTC)`;
  await client.query(
    `update trigger
     set next_at = $2, last_at = coalesce($3, last_at), last_run_id = coalesce($4, last_run_id),
         last_error = case when $3::timestamptz is null then last_error else $5 end, note = coalesce($6, note)
     where id = $1`,
    [row.id, due.next, due.fire.at(-1) ?? null, started.runId ?? null, started.error ?? null, note],
  );
}

interface Started {
  runId?: number;
  /** Why nothing could be started; the schedule goes on with its next time. */
  error?: string;
}

async function start(client: PoolClient, deps: FireDeps, row: DueRow, input: unknown, times: Date[]): Promise<Started> {
  let request: StartRequest;
  try {
    const version = await runnableVersion(client, row.workspaceId, { workflow: row.workflow });
    request = await startRequest(
      deps,
      { workspaceId: row.workspaceId, by: `schedule ${row.name}` },
      version,
      input,
      "input",
    );
  } catch (error) {
    if (error instanceof DomainError) return { error: error.message };
    throw error;
  }
  await client.query("savepoint before_start");
  try {
    const requests = times.map((time) => ({ ...request, idempotency_key: `schedule:${row.id}:${time.toISOString()}` }));
    const runs = await startRuns(client, requests, deps.leaseMs);
    const last = runs.at(-1);
    return last ? { runId: last.runId } : {};
  } catch (error) {
    if (!isRefusedForGood(error)) throw error;
    await client.query("rollback to savepoint before_start");
    return { error: "The run could not be stored" };
  }
}

/** A bad value (class 22), a broken constraint (23), more than the database can hold (54): it will never be taken. */
const isRefusedForGood = (error: unknown): boolean =>
  error instanceof DatabaseError && /^(22|23|54)/.test(error.code ?? "");

/** How long until the next schedule is due, by the clock of the database; null when there is none. */
export async function untilNextDue(db: Queryable): Promise<number | null> {
  const { rows } = await db.query<{ ms: number | null }>(
    `select (extract(epoch from min(next_at) - clock_timestamp()) * 1000)::float8 as ms from trigger where next_at is not null`,
  );
  return rows[0]?.ms ?? null;
}
