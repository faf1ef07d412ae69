import { DomainError } from "#core/errors.ts";
import type { Queryable } from "#server/db.ts";

/** Lets nothing new import a function, or, with null, lets it again. What is published and imports it goes on as before. */
export async function setRetired(
  db: Queryable,
  workspaceId: string,
  name: string,
  by: string | null,
): Promise<{ name: string }> {
  const { rowCount } = await db.query(
    `update task_function
     set retired_at = case when $3::text is null then null else now() end, retired_by = $3
     where workspace_id = $1 and name = $2`,
    [workspaceId, name, by],
  );
  if (!rowCount) throw new DomainError("not_found", `There is no published function ${name}`, { field: "name" });
  return { name };
}
