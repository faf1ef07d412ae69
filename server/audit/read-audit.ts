import type { AuditEntry } from "#core/audit-views.ts";
import { ENTRY_COLUMNS, type EntryRow, entryOf } from "#server/audit/audit-entry.ts";
import { type AuditFilter, auditConditions } from "#server/audit/list-audit.ts";
import type { Queryable } from "#server/db.ts";

const AT_ONCE = 1000;

/** The entries of a workspace that fit a filter, oldest first, in parts of a thousand, however many there are. */
export async function* readAudit(
  db: Queryable,
  workspaceId: string,
  filter: AuditFilter = {},
): AsyncGenerator<AuditEntry[], void> {
  for (let after = 0; ; ) {
    const values: unknown[] = [workspaceId, after, AT_ONCE];
    const { rows } = await db.query<EntryRow>(
      `select ${ENTRY_COLUMNS}
       from audit_entry
       where workspace_id = $1 and seq > $2 ${auditConditions(filter, values)}
       order by seq
       limit $3`,
      values,
    );
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map(entryOf);
    after = last.seq;
  }
}
