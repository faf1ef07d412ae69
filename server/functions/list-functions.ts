import { z } from "zod";
import type { FunctionSummary } from "#core/function-views.ts";
import type { Page } from "#core/views.ts";
import type { Queryable } from "#server/db.ts";
import { decodeCursor, PageInput, pageOf } from "#server/keyset-cursor.ts";

export const ListFunctions = PageInput.extend({
  search: z.string().max(200).optional(),
  retired: z.boolean().default(false),
});

interface Row extends Omit<FunctionSummary, "changedAt" | "retiredAt"> {
  changedAt: Date;
  retiredAt: Date | null;
}

/** The published functions of a workspace by name, with what the newest version says of itself. */
export async function listFunctions(
  db: Queryable,
  workspaceId: string,
  { search, retired, cursor, limit }: z.infer<typeof ListFunctions>,
): Promise<Page<FunctionSummary>> {
  const { rows } = await db.query<Row>(
    `select f.name, v.description, f.latest_version as "latestVersion", f.changed_at as "changedAt",
            f.retired_at as "retiredAt"
     from task_function f
     join task_function_version v
       on v.workspace_id = f.workspace_id and v.name = f.name and v.version = f.latest_version
     where f.workspace_id = $1
       and (f.retired_at is not null) = $2
       and ($3::text is null or position(lower($3) in lower(f.name || ' ' || v.description)) > 0)
       and ($4::text is null or f.name > $4)
     order by f.name
     limit $5`,
    [workspaceId, retired, search || null, decodeCursor(cursor, z.string()), limit + 1],
  );
  return pageOf(
    rows,
    limit,
    ({ name }) => name,
    ({ changedAt, retiredAt, ...row }) => ({
      ...row,
      changedAt: changedAt.toISOString(),
      retiredAt: retiredAt?.toISOString() ?? null,
    }),
  );
}
