import { z } from "zod";
import type { NotificationView } from "#core/notification.ts";
import type { Page } from "#core/views.ts";
import type { Principal } from "#server/auth/principal.ts";
import type { Queryable } from "#server/db.ts";
import { decodeCursor, PageInput, pageOf } from "#server/keyset-cursor.ts";
import { IS_UNREAD } from "#server/notifications/unread.ts";
import { headlineOf } from "#server/reviews/review-row.ts";
import { stageTitle } from "#server/reviews/stage-title.ts";
import { iso } from "#server/runs/sql-fragments.ts";
import { versionDefinitions } from "#server/version-cache.ts";

export const ListNotifications = PageInput;

/** A notification as it is read; `viewsOf` makes its view. */
export interface NotificationRow extends Omit<NotificationView, "stageTitle" | "headline"> {
  versionId: string;
  reviewStage: string | null;
  title: string | null;
  summary: string | null;
}

/** The columns of a notification n with its run r, workflow w and review rv. */
export const NOTIFICATION_COLUMNS = `
  n.id, n.kind, n.run_id as "runId", n.review_id as "reviewId", n.stage_id is not null as "isMany", n.batch_id as "batchId",
  ${iso("n.at")} as at, ${IS_UNREAD} as "isUnread", w.name as "workflowName", w.title as "workflowTitle",
  r.item_id as "itemId", r.version_id as "versionId", rv.stage_id as "reviewStage", rv.title, left(rv.summary, 1000) as summary,
  ${iso("rv.due_at")} as "dueAt"`;

export const NOTIFICATION_TABLES = `
  notification n
  join run r on r.id = n.run_id
  join workflow w on w.id = r.workflow_id
  left join review rv on rv.id = n.review_id`;

const LIST = `
  select ${NOTIFICATION_COLUMNS}
  from ${NOTIFICATION_TABLES}
  where n.user_id = $1 and n.workspace_id = $2 and ($3::bigint is null or n.id < $3)
  order by n.id desc
  limit $4`;

/** What a person was told in the workspace that they are in, newest first. */
export async function listNotifications(
  db: Queryable,
  { userId, workspaceId }: Principal,
  { cursor, limit }: z.infer<typeof ListNotifications>,
): Promise<Page<NotificationView>> {
  const { rows } = await db.query<NotificationRow>({
    name: "list_notifications",
    text: LIST,
    values: [userId, workspaceId, decodeCursor(cursor, z.int().positive()), limit + 1],
  });
  const page = pageOf(
    rows,
    limit,
    ({ id }) => id,
    (row) => row,
  );
  return { ...page, rows: await viewsOf(db, page.rows) };
}

/** Notifications with the titles of their stages and what their reviews are about. */
export async function viewsOf(db: Queryable, rows: readonly NotificationRow[]): Promise<NotificationView[]> {
  const definitions = await versionDefinitions(
    db,
    rows.map(({ versionId }) => versionId),
  );
  return rows.map(({ versionId, reviewStage, title, summary, ...row }) => ({
    ...row,
    stageTitle: reviewStage && stageTitle(definitions.get(versionId), reviewStage),
    headline: row.isMany ? null : (title ?? (summary === null ? null : headlineOf(summary))),
  }));
}
