import { z } from "zod";
import type { BatchSummary } from "#core/batch-views.ts";
import type { Page } from "#core/views.ts";
import { BATCH_SUMMARY } from "#server/batches/batch-row.ts";
import type { Queryable } from "#server/db.ts";
import { decodeCursor, PageInput, pageOf } from "#server/keyset-cursor.ts";

export const ListBatches = PageInput;

/** The batches of a workspace, newest first. */
export async function listBatches(
  db: Queryable,
  workspaceId: string,
  asked: z.infer<typeof ListBatches>,
): Promise<Page<BatchSummary>> {
  const { rows } = await db.query<BatchSummary>({
    name: "list_batches",
    text: `
      select ${BATCH_SUMMARY}
      from batch b
      join workflow w on w.id = b.workflow_id
      where b.workspace_id = $1 and ($2::bigint is null or b.id < $2)
      order by b.id desc
      limit $3`,
    values: [workspaceId, decodeCursor(asked.cursor, z.int().positive()), asked.limit + 1],
  });
  return pageOf(
    rows,
    asked.limit,
    ({ id }) => id,
    (row) => row,
  );
}
