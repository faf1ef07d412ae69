import type { AuditCheck, AuditEntry } from "#core/audit-views.ts";
import { entryHash, NO_HASH } from "#server/audit/audit-entry.ts";
import { readAudit } from "#server/audit/read-audit.ts";
import type { Queryable } from "#server/db.ts";

/**
 * Goes through the whole chain of a workspace and names the first entry that is missing or not as it was written. That the
 * newest ones were cut off shows only to who kept the hash of an earlier look.
 */
export async function verifyAudit(db: Queryable, workspaceId: string): Promise<AuditCheck> {
  let last = { seq: 0, hash: NO_HASH };
  for await (const entries of readAudit(db, workspaceId))
    for (const entry of entries) {
      const broken = breakIn(workspaceId, last, entry);
      if (broken) return { intact: false, ...broken };
      last = entry;
    }
  return { intact: true, entries: last.seq, hash: last.seq === 0 ? null : last.hash };
}

function breakIn(workspaceId: string, last: Pick<AuditEntry, "seq" | "hash">, entry: AuditEntry) {
  if (entry.seq !== last.seq + 1) return { broken: last.seq + 1, why: "It is missing" };
  if (entry.prevHash !== last.hash) return { broken: entry.seq, why: "It does not follow the entry before" };
  if (entry.hash !== entryHash(workspaceId, entry)) return { broken: entry.seq, why: "It was changed" };
  return null;
}
