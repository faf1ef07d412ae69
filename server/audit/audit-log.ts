import { randomUUID } from "node:crypto";
import { appendEntries, appendLost, type Ending } from "#server/audit/append-entries.ts";
import type { Begun, Ended } from "#server/audit/audit-entry.ts";
import { gather } from "#server/audit/gather.ts";
import type { Pool } from "#server/db.ts";

const MOST_AT_ONCE = 500;

/** Writes down changes so that none that was committed is missing (docs/decisions/028). */
export interface AuditLog {
  /** Notes a change before it is made; throws when that cannot be stored, and then it must not be made. */
  begin(workspaceId: string, change: Begun): Promise<PendingChange>;
  /** Tells what happened and changed nothing, so that it need not be noted before; it is waited for by `settle` alone. */
  tell(happened: Promise<readonly Happened[]>): void;
  /** Waits until everything that has ended here is told, and tells what other servers left without an end. */
  settle(workspaceId: string): Promise<void>;
}

/** A change under way. Telling its end does not wait for the entry to be written. */
export interface PendingChange {
  end(ended: Promise<Pick<Ended, "outcome" | "after" | "targetId">>): void;
  /** Nothing was changed: it was refused. */
  forget(): void;
}

interface Happened {
  workspaceId: string;
  ended: Ended;
}

interface Noted {
  id: string;
  workspaceId: string;
  change: Begun;
}

/** An audit that writes through `pool`; what cannot be written stays pending and is told to `report`. */
export function createAuditLog(pool: Pool, report: (error: unknown) => void): AuditLog {
  const note = gather<Noted>((noted) => insertPending(pool, noted), MOST_AT_ONCE);
  const tell = gather<Ending>((endings) => appendEntries(pool, endings), MOST_AT_ONCE);
  const telling = new Set<Promise<void>>();

  function keep(work: Promise<unknown>): void {
    const one = work
      .then(() => undefined)
      .catch(report)
      .finally(() => telling.delete(one));
    telling.add(one);
  }
  const told = (ending: Promise<Ending>): void => keep(ending.then(tell));

  return {
    async begin(workspaceId, change) {
      const id = randomUUID();
      await note({ id, workspaceId, change });
      return {
        end: (ended) => told(ended.then((end) => ({ id, workspaceId, ended: { ...change, ...end } }))),
        forget: () => told(Promise.resolve({ id, workspaceId, ended: null })),
      };
    },
    tell: (happened) => keep(happened.then((all) => Promise.all(all.map((one) => tell({ id: randomUUID(), ...one }))))),
    async settle(workspaceId) {
      await Promise.all(telling);
      await appendLost(pool, workspaceId);
    },
  };
}

/**
 * The commit is not waited for on disk, and need not be: the log of Postgres is written in order, so whatever change is
 * durable later has this before it.
 */
async function insertPending(pool: Pool, noted: readonly Noted[]): Promise<void> {
  await pool.query({
    name: "audit_begin",
    text: `with quick as (
             select set_config('synchronous_commit', 'off', true)
           )
           insert into audit_pending (id, workspace_id, at, entry)
           select noted.id, noted."workspaceId", (noted.change ->> 'at')::timestamptz, noted.change
           from json_to_recordset($1) as noted (id uuid, "workspaceId" text, change json), quick`,
    values: [JSON.stringify(noted)],
  });
}
