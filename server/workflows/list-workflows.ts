import { z } from "zod";
import type { Page, WorkflowSummary } from "#core/views.ts";
import type { Queryable } from "#server/db.ts";
import { decodeCursor, PageInput, pageOf } from "#server/keyset-cursor.ts";

export const ListWorkflows = PageInput.extend({
  search: z.string().max(200).optional(),
  archived: z.boolean().default(false),
});

const Key = z.tuple([z.iso.datetime(), z.uuid()]);

interface Row extends Omit<WorkflowSummary, "updatedAt" | "archivedAt"> {
  updatedAt: Date;
  archivedAt: Date | null;
}

/** The workflows of a workspace, last changed first, each with its newest runs. */
export async function listWorkflows(
  db: Queryable,
  workspaceId: string,
  asked: z.infer<typeof ListWorkflows>,
): Promise<Page<WorkflowSummary>> {
  const [updatedAt, id] = decodeCursor(asked.cursor, Key) ?? [null, null];
  const { rows } = await db.query<Row>({
    name: "list_workflows",
    text: `
      select w.id, w.name, w.title, w.latest_version as "publishedVersion",
             v.hash is distinct from w.draft_hash as "hasUnpublishedChanges",
             json_array_length(w.draft -> 'stages') as "stageCount",
             w.archived_at as "archivedAt", w.updated_at as "updatedAt",
             coalesce(newest.runs, '[]') as "lastRuns"
      from workflow w
      left join version v on v.workflow_id = w.id and v.number = w.latest_version
      left join lateral (
        select json_agg(json_build_object(
                 'id', r.id, 'status', r.status,
                 'startedAt', to_char(r.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                 'durationMs', round(extract(epoch from r.finished_at - r.created_at) * 1000)) order by r.id desc) as runs
        from (select * from run where workflow_id = w.id order by id desc limit 10) r
      ) newest on true
      where w.workspace_id = $1
        and (w.archived_at is not null) = $2
        and ($3::text is null or position(lower($3) in lower(w.name || ' ' || w.title)) > 0)
        and ($4::timestamptz is null or (w.updated_at, w.id) < ($4, $5::uuid))
      order by w.updated_at desc, w.id desc
      limit $6`,
    values: [workspaceId, asked.archived, asked.search || null, updatedAt, id, asked.limit + 1],
  });
  return pageOf(
    rows,
    asked.limit,
    (row) => [row.updatedAt.toISOString(), row.id],
    (row) => ({ ...row, updatedAt: row.updatedAt.toISOString(), archivedAt: row.archivedAt?.toISOString() ?? null }),
  );
}
