import { z } from "zod";
import type { ReviewSummary } from "#core/review-views.ts";
import type { Page } from "#core/views.ts";
import type { Principal } from "#server/auth/principal.ts";
import type { Queryable } from "#server/db.ts";
import { decodeCursor, PageInput, pageOf } from "#server/keyset-cursor.ts";
import { assignedAs } from "#server/reviews/may-decide.ts";
import { headlineOf, REVIEW_SUMMARY, REVIEW_TABLES, type SummaryRow } from "#server/reviews/review-row.ts";
import { stageTitle } from "#server/reviews/stage-title.ts";
import { versionDefinitions } from "#server/version-cache.ts";

export const ListReviews = PageInput.extend({
  status: z.enum(["open", "decided"]).default("open"),
  mine: z.boolean().default(false).describe("Only those that name the caller, by role, e-mail or group"),
});

const statement = (status: "open" | "decided") => `
  select ${REVIEW_SUMMARY}, left(rv.summary, 1000) as summary
  from ${REVIEW_TABLES}
  where rv.workspace_id = $1 and rv.status = '${status}'
    and ($2::bigint is null or rv.id ${status === "open" ? ">" : "<"} $2)
    and ($4::text[] is null or exists (select from unnest(rv.assignees) as assignee where lower(assignee) = any ($4)))
  order by rv.id ${status === "open" ? "asc" : "desc"}
  limit $3`;

/** Open reviews, oldest first; decided ones, newest first. */
export async function listReviews(
  db: Queryable,
  who: Principal,
  asked: z.infer<typeof ListReviews>,
): Promise<Page<ReviewSummary>> {
  const { rows } = await db.query<SummaryRow & { summary: string }>({
    name: `list_${asked.status}_reviews`,
    text: statement(asked.status),
    values: [
      who.workspaceId,
      decodeCursor(asked.cursor, z.int().positive()),
      asked.limit + 1,
      asked.mine ? await assignedAs(db, who) : null,
    ],
  });
  const definitions = await versionDefinitions(
    db,
    rows.map(({ versionId }) => versionId),
  );
  return pageOf(
    rows,
    asked.limit,
    ({ id }) => id,
    ({ versionId, summary, ...row }) => ({
      ...row,
      stageTitle: stageTitle(definitions.get(versionId), row.stageId),
      headline: row.title ?? headlineOf(summary),
    }),
  );
}

/** How many reviews wait for a decision. */
export async function countReviews(db: Queryable, workspaceId: string): Promise<{ open: number }> {
  const { rows } = await db.query<{ open: number }>({
    name: "count_reviews",
    text: "select count(*) as open from review where workspace_id = $1 and status = 'open'",
    values: [workspaceId],
  });
  return { open: rows[0]?.open ?? 0 };
}
