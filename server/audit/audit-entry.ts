import type { AuditEntry } from "#core/audit-views.ts";
import { hashOf } from "#server/content-hash.ts";

/** What stands before the first entry of a workspace. */
export const NO_HASH = "0".repeat(64);

/** What is known of a change before it is made. */
export type Begun = Omit<AuditEntry, "seq" | "outcome" | "after" | "prevHash" | "hash">;

/** What is known of it afterwards. */
export type Ended = Omit<AuditEntry, "seq" | "prevHash" | "hash">;

/** The hash of an entry: over everything that it says, its place in the chain and the workspace. */
export const entryHash = (workspaceId: string, { hash: _, ...said }: Omit<AuditEntry, "hash"> & { hash?: string }) =>
  hashOf({ workspaceId, ...said });

/** Puts ended changes behind the last entry of a workspace. */
export function chained(
  workspaceId: string,
  last: { seq: number; hash: string },
  ended: readonly Ended[],
): AuditEntry[] {
  let { seq, hash: prevHash } = last;
  return ended.map((change) => {
    seq += 1;
    const entry = { ...change, seq, prevHash };
    const hash = entryHash(workspaceId, entry);
    prevHash = hash;
    return { ...entry, hash };
  });
}

/** The columns of an entry as AuditEntry names them. */
export const ENTRY_COLUMNS = `seq, at, action, outcome, actor_kind as "actorKind", actor_id as "actorId", actor, role, address,
  agent, target_kind as "targetKind", target_id as "targetId", asked, before, after, prev_hash as "prevHash", hash`;

export type EntryRow = Omit<AuditEntry, "at"> & { at: Date };

export const entryOf = ({ at, ...row }: EntryRow): AuditEntry => ({ ...row, at: at.toISOString() });
