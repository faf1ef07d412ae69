import { z } from "zod";
import type { Page, PublishedEventView } from "#core/views.ts";
import type { Queryable } from "#server/db.ts";
import { decodeCursor, PageInput, pageOf } from "#server/keyset-cursor.ts";

export const ListEvents = PageInput.extend({ name: z.string().max(200).optional() });

type Row = Omit<PublishedEventView, "at" | "runIds" | "failed"> & {
  at: Date;
  outcome: Pick<PublishedEventView, "runIds" | "failed">;
};

/** The events that were published in a workspace, newest first, of one name if it is given. */
export async function listEvents(
  db: Queryable,
  workspaceId: string,
  asked: z.infer<typeof ListEvents>,
): Promise<Page<PublishedEventView>> {
  const { rows } = await db.query<Row>({
    name: "list_events",
    text: `
      select id, name, published_by as "publishedBy", at, outcome
      from published_event
      where workspace_id = $1 and ($2::text is null or name = $2) and ($3::bigint is null or id < $3)
      order by id desc
      limit $4`,
    values: [workspaceId, asked.name || null, decodeCursor(asked.cursor, z.int().positive()), asked.limit + 1],
  });
  return pageOf(
    rows,
    asked.limit,
    ({ id }) => id,
    ({ outcome, at, ...row }) => ({ ...row, ...outcome, at: at.toISOString() }),
  );
}
