import { DatabaseError } from "pg";
import { DomainError } from "#core/errors.ts";
import type { Queryable } from "#server/db.ts";

const STILL_REFERENCED = new Set(["23001", "23503"]);

/** Takes a secret away for good. Refused while a service sends it along; the refusal names those services. */
export async function deleteSecret(db: Queryable, workspaceId: string, name: string): Promise<{ name: string }> {
  try {
    const { rowCount } = await db.query("delete from secret where workspace_id = $1 and name = $2", [
      workspaceId,
      name,
    ]);
    if (!rowCount) throw new DomainError("not_found", `There is no secret ${name}`, { field: "name" });
    return { name };
  } catch (error) {
    if (!(error instanceof DatabaseError && STILL_REFERENCED.has(error.code ?? ""))) throw error;
    const { rows } = await db.query<{ name: string }>(
      "select name from service where workspace_id = $1 and secret = $2 order by name limit 20",
      [workspaceId, name],
    );
    const services = rows.map((row) => row.name).join(", ");
    throw new DomainError("conflict", `${name} is used by the services ${services}; change or delete those first`, {
      field: "name",
    });
  }
}
