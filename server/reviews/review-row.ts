import type { ReviewSummary } from "#core/views.ts";
import { iso } from "#server/runs/sql-fragments.ts";

/** The columns of a review summary, from review rv, run r, workflow w and version v. */
export const REVIEW_SUMMARY = `
  rv.id, rv.run_id as "runId", rv.task_id as "taskId", w.name as "workflowName", w.title as "workflowTitle",
  rv.stage_id as "stageId", r.item_id as "itemId", rv.status, ${iso("rv.opened_at")} as "openedAt",
  rv.reason, rv.decision, rv.decided_by as "decidedBy", ${iso("rv.decided_at")} as "decidedAt", r.version_id as "versionId"`;

export const REVIEW_TABLES = `
  review rv
  join run r on r.id = rv.run_id
  join workflow w on w.id = r.workflow_id`;

export type SummaryRow = Omit<ReviewSummary, "stageTitle" | "headline"> & { versionId: string };

const MAX_HEADLINE = 200;

/** The first line of a Markdown text that says something, without its marks. */
export function headlineOf(markdown: string): string {
  const line = markdown.split("\n").find((candidate) => /[\p{L}\p{N}]/u.test(candidate)) ?? "";
  const plain = line
    .replace(/^(\s*(#{1,6}|[>*+-]|\d+\.)\s+)+/, "")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/(\*\*|\*|`)(\S(?:.*?\S)?)\1/g, "$2")
    .replace(/(?<![\p{L}\p{N}_])(__|_)(\S(?:.*?\S)?)\1(?![\p{L}\p{N}_])/gu, "$2")
    .trim();
  return plain.length > MAX_HEADLINE ? `${plain.slice(0, MAX_HEADLINE - 1)}…` : plain;
}
