import type { ReviewSummary } from "#core/review-views.ts";
import { iso } from "#server/runs/sql-fragments.ts";

/** Of a review rv that code asks for: whether it asked n before, under the same title, and was answered that something should be different. */
export const SENT_BACK_TO_CODE = `
  n.task_id = rv.task_id and n.attempt = rv.attempt and n.title = rv.title and n.id < rv.id and n.decision = 'changes_requested'
  and not exists (
    select from review m
    where m.task_id = rv.task_id and m.attempt = rv.attempt and m.title = rv.title and m.id > n.id and m.id < rv.id
      and m.decision <> 'changes_requested')`;

/**
 * Of a review rv with its task k: how often it was sent back before, and this time. Rounds by hand, and those of other
 * subtasks, do not count; the engine counts alike. Code that asks again under the same title asks in the next round.
 */
const ROUND = `
  case when rv.call_id is not null then 1 + (select count(*) from review n where ${SENT_BACK_TO_CODE})
  when k.round = 1 then 1 else 1 + (
    select count(*)
    from task l
    join review n on n.task_id = l.id and n.call_id is null
    where l.run_id = k.run_id and l.stage_id = k.stage_id and l.subtask is not distinct from k.subtask and l.round < k.round
      and n.decision = 'changes_requested') end as round`;

/** The columns of a review summary, from review rv, its task k, run r and workflow w. */
export const REVIEW_SUMMARY = `
  rv.id, rv.run_id as "runId", rv.task_id as "taskId", w.name as "workflowName", w.title as "workflowTitle",
  rv.stage_id as "stageId", r.item_id as "itemId", rv.status, ${iso("rv.opened_at")} as "openedAt", ${iso("rv.due_at")} as "dueAt",
  rv.reason, rv.title, rv.decision, rv.decided_by as "decidedBy", ${iso("rv.decided_at")} as "decidedAt", k.subtask, ${ROUND},
  r.version_id as "versionId"`;

export const REVIEW_TABLES = `
  review rv
  join task k on k.id = rv.task_id
  join run r on r.id = rv.run_id
  join workflow w on w.id = r.workflow_id`;

export type SummaryRow = Omit<ReviewSummary, "stageTitle" | "headline"> & { versionId: string };

/**
 * Of review rv with its task k: what shows in its place since the content was made anew, null while that is not there yet.
 * Null while it is the present one, and when nothing will be asked in its place: its decision was carried over, or what
 * replaced it has ended without asking anybody. Nothing takes the place of what code has asked: it asks anew, if it does.
 */
export const REPLACEMENT = `
  case when not k.is_latest and rv.call_id is null then (
    select json_build_object('reviewId', n.id)
    from task l
    left join review n on n.task_id = l.id and n.call_id is null
    where l.run_id = k.run_id and l.stage_id = k.stage_id and l.round > k.round
      and (n.id is not null or l.is_latest and l.status < 'completed')
      -- A subtask that is not there yet is asked for when its stage fans out.
      and (l.subtask is not distinct from k.subtask or l.subtask is null and not exists (
        select from task m
        where m.run_id = k.run_id and m.stage_id = k.stage_id and m.subtask = k.subtask and m.round > k.round))
    order by l.subtask is null, n.id is null, l.round desc
    limit 1) end as replacement`;

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
