import { z } from "zod";
import type { AuditEntry } from "#core/audit-views.ts";
import type { Page } from "#core/views.ts";
import { ENTRY_COLUMNS, type EntryRow, entryOf } from "#server/audit/audit-entry.ts";
import type { Queryable } from "#server/db.ts";
import { decodeCursor, PageInput, pageOf } from "#server/keyset-cursor.ts";

const Moment = z.iso.datetime({ offset: true, error: "is not a time like 2026-11-28T08:00:00Z" });

export const AuditFilter = z.object({
  /** A person's or key's id, or the start of how runs name them. */
  who: z.string().max(300).optional(),
  /** A procedure, or the start of its name: `people` is all of `people.…`. */
  action: z.string().max(100).optional(),
  targetKind: z.string().max(50).optional(),
  targetId: z.string().max(200).optional(),
  from: Moment.optional(),
  until: Moment.optional(),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

export const ListAudit = PageInput.extend(AuditFilter.shape);

/** The conditions of a filter, and the values that they name, behind those that are given. */
export function auditConditions(filter: AuditFilter, values: unknown[]): string {
  const conditions: string[] = [];
  const where = (condition: (parameter: string) => string, value: unknown) => {
    if (value === undefined || value === "") return;
    values.push(value);
    conditions.push(`and ${condition(`$${values.length}`)}`);
  };
  where((who) => `(actor_id = ${who} or starts_with(lower(actor), lower(${who})))`, filter.who);
  where((action) => `(action = ${action} or starts_with(action, ${action} || '.'))`, filter.action);
  where((kind) => `target_kind = ${kind}`, filter.targetKind);
  where((id) => `target_id = ${id}`, filter.targetId);
  where((from) => `at >= ${from}::timestamptz`, filter.from);
  where((until) => `at < ${until}::timestamptz`, filter.until);
  return conditions.join(" ");
}

/** The audit of a workspace, newest first. */
export async function listAudit(
  db: Queryable,
  workspaceId: string,
  { cursor, limit, ...filter }: z.infer<typeof ListAudit>,
): Promise<Page<AuditEntry>> {
  const values: unknown[] = [workspaceId, limit + 1, decodeCursor(cursor, z.int().positive())];
  const { rows } = await db.query<EntryRow>(
    `select ${ENTRY_COLUMNS}
     from audit_entry
     where workspace_id = $1
       and ($3::bigint is null or seq < $3)
       ${auditConditions(filter, values)}
     order by seq desc
     limit $2`,
    values,
  );
  return pageOf(rows, limit, ({ seq }) => seq, entryOf);
}
