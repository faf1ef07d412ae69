import { DomainError } from "#core/errors.ts";
import { TriggerSettings } from "#core/trigger.ts";
import type { TriggerSummary } from "#core/views.ts";

/** The columns of a trigger with its workflow, as `t` and `w`, for `TriggerRow`. The settings come beside them. */
export const TRIGGER_COLUMNS = `
  t.id, t.name, w.name as "workflowName", w.title as "workflowTitle", t.is_enabled as "isEnabled", t.next_at as "nextAt",
  t.last_at as "lastAt", t.last_run_id as "lastRunId", t.last_error as "lastError", t.note,
  t.created_by as "createdBy", t.created_at as "createdAt"`;

export interface TriggerRow extends Omit<TriggerSummary, "settings" | "nextAt" | "lastAt" | "createdAt"> {
  settings: unknown;
  nextAt: Date | null;
  lastAt: Date | null;
  createdAt: Date;
}

export const summaryOf = (row: TriggerRow): TriggerSummary => ({
  ...row,
  settings: TriggerSettings.parse(row.settings),
  nextAt: row.nextAt?.toISOString() ?? null,
  lastAt: row.lastAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
});

export const unknownTrigger = () => new DomainError("not_found", "There is no such trigger", { field: "id" });
