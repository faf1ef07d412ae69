import { z } from "zod";
import type { ArtifactView, Page } from "#core/views.ts";
import type { Queryable } from "#server/db.ts";
import { decodeCursor, PageInput, pageOf } from "#server/keyset-cursor.ts";
import { artifactView } from "#server/runs/artifact-view.ts";
import { requireRun } from "#server/runs/require-run.ts";

export const ListArtifacts = PageInput.extend({
  runId: z.int().positive(),
  stageId: z.string().max(64).optional(),
});

const Cursor = z.tuple([z.int(), z.string(), z.string()]);

/** The artifacts of the latest rounds of a run, in the order of their tasks. */
export async function listArtifacts(
  db: Queryable,
  workspaceId: string,
  { runId, stageId, cursor, limit }: z.infer<typeof ListArtifacts>,
): Promise<Page<ArtifactView>> {
  await requireRun(db, workspaceId, runId);
  const [taskId, hash, name] = decodeCursor(cursor, Cursor) ?? [0, "", ""];
  const { rows } = await db.query<Omit<ArtifactView, "href">>({
    name: "list_artifacts",
    text: `
      select a.hash, a.name, a.media_type as "mediaType", a.size, t.stage_id as "stageId", t.id as "taskId"
      from artifact a
      join task t on t.id = a.task_id
      where a.run_id = $1
        and t.is_latest
        and ($2::text is null or t.stage_id = $2)
        and (a.task_id, a.hash, a.name) > ($3, $4, $5)
      order by a.task_id, a.hash, a.name
      limit $6`,
    values: [runId, stageId ?? null, taskId, hash, name, limit + 1],
  });
  return pageOf(
    rows,
    limit,
    (row) => [row.taskId, row.hash, row.name],
    (row) => artifactView(runId, row),
  );
}
