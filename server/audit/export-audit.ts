import type { AuditEntry } from "#core/audit-views.ts";
import type { AuditFilter } from "#server/audit/list-audit.ts";
import { readAudit } from "#server/audit/read-audit.ts";
import type { Queryable } from "#server/db.ts";

export const EXPORT_FORMATS = ["jsonl", "csv"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const COLUMNS = [
  "seq",
  "at",
  "action",
  "outcome",
  "actorKind",
  "actorId",
  "actor",
  "role",
  "address",
  "agent",
  "targetKind",
  "targetId",
  "asked",
  "before",
  "after",
  "prevHash",
  "hash",
] as const satisfies readonly (keyof AuditEntry)[];

/** The audit as a file, oldest first: a line of JSON an entry, or CSV with a header. */
export async function* exportAudit(
  db: Queryable,
  workspaceId: string,
  filter: AuditFilter,
  format: ExportFormat,
): AsyncGenerator<string, void> {
  const lineOf = format === "csv" ? csvLine : (entry: AuditEntry) => JSON.stringify(entry);
  if (format === "csv") yield `${COLUMNS.join(",")}\r\n`;
  const end = format === "csv" ? "\r\n" : "\n";
  for await (const entries of readAudit(db, workspaceId, filter))
    yield entries.map((entry) => lineOf(entry) + end).join("");
}

const csvLine = (entry: AuditEntry): string => COLUMNS.map((column) => cell(entry[column])).join(",");

function cell(value: unknown): string {
  if (value === null) return "";
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  // A spreadsheet takes such a text for a formula and would run it.
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
