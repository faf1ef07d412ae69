import type { PoolClient } from "pg";
import { type Begun, chained, type Ended, NO_HASH } from "#server/audit/audit-entry.ts";
import type { Pool } from "#server/db.ts";
import { inTransaction } from "#server/in-transaction.ts";

/** A change that began and has ended; without `ended` nothing was changed, and there is nothing to tell. */
export interface Ending {
  id: string;
  workspaceId: string;
  ended: Ended | null;
}

/** A server that does not say the end of a change for so long has stopped. */
export const LOST_AFTER_MS = 10 * 60_000;

/** Writes the entries of changes that have ended, each workspace's in one commit, and forgets that they were pending. */
export async function appendEntries(pool: Pool, endings: readonly Ending[]): Promise<void> {
  for (const [workspaceId, ofOne] of Map.groupBy(endings, (ending) => ending.workspaceId))
    await inTransaction(pool, async (client) => {
      // What a crash of Postgres takes back is pending again: no change waits for this commit to be durable.
      await client.query("set local synchronous_commit = off");
      await append(client, workspaceId, ofOne);
    });
}

/** Makes entries of the changes whose server stopped before it could tell how they ended. */
export async function appendLost(pool: Pool, workspaceId: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ id: string; entry: Begun }>(
      `select id, entry
       from audit_pending
       where workspace_id = $1
         and at < now() - $2 * interval '1 millisecond'
       order by at, id
       limit 1000
       for update skip locked`,
      [workspaceId, LOST_AFTER_MS],
    );
    if (rows.length === 0) return;
    const endings = rows.map(({ id, entry }) => ({
      id,
      workspaceId,
      ended: { ...entry, outcome: "unknown" as const, after: null },
    }));
    await append(client, workspaceId, endings);
  });
}

async function append(client: PoolClient, workspaceId: string, endings: readonly Ending[]): Promise<void> {
  // One writer a workspace: an entry has to know the hash of the one before.
  await client.query("select pg_advisory_xact_lock(hashtextextended('audit:' || $1, 0))", [workspaceId]);
  const { rows } = await client.query<{ seq: number; hash: string }>({
    name: "audit_last",
    text: "select seq, hash from audit_entry where workspace_id = $1 order by seq desc limit 1",
    values: [workspaceId],
  });
  const last = rows[0] ?? { seq: 0, hash: NO_HASH };
  const entries = chained(
    workspaceId,
    last,
    endings.flatMap(({ ended }) => ended ?? []),
  );
  await client.query({
    name: "audit_append",
    text: `with told as (
             delete from audit_pending
             where id = any($2::uuid[])
           )
           insert into audit_entry (workspace_id, seq, at, action, outcome, actor_kind, actor_id, actor, role, address, agent,
                                    target_kind, target_id, asked, before, after, prev_hash, hash)
           select $1, seq, at, action, outcome, "actorKind", "actorId", actor, role, address, agent,
                  "targetKind", "targetId", asked, before, after, "prevHash", hash
           from json_to_recordset($3) as entry (
             seq bigint, at timestamptz, action text, outcome text, "actorKind" text, "actorId" text, actor text, role text,
             address text, agent text, "targetKind" text, "targetId" text, asked json, before json, after json,
             "prevHash" text, hash text
           )`,
    values: [workspaceId, endings.map(({ id }) => id), JSON.stringify(entries)],
  });
}
