import { randomUUID } from "node:crypto";
import { DomainError } from "#core/errors.ts";
import type { NewSecret } from "#core/secret.ts";
import type { Pool } from "#server/db.ts";
import { inTransaction } from "#server/in-transaction.ts";
import type { SecretBox } from "#server/secret-box.ts";
import { aboutSecret } from "#server/secrets/about-secret.ts";

/** So many secrets a workspace may have. */
export const MAX_SECRETS = 500;

interface SecretDeps {
  pool: Pool;
  secretBox: SecretBox;
}

/** Makes a secret, or gives it another value; what uses it sends the new one from the next attempt on. */
export function setSecret(
  { pool, secretBox }: SecretDeps,
  workspaceId: string,
  { name, value }: NewSecret,
  by: string,
): Promise<{ name: string }> {
  const sealed = secretBox.seal(value, aboutSecret(workspaceId, name));
  return inTransaction(pool, async (db) => {
    await db.query(
      `insert into secret (id, workspace_id, name, sealed, created_by, changed_by)
       values ($1, $2, $3, $4, $5, $5)
       on conflict (workspace_id, name) do update
       set sealed = excluded.sealed, changed_by = excluded.changed_by, changed_at = now()`,
      [randomUUID(), workspaceId, name, sealed, by],
    );
    const { rows } = await db.query<{ count: number }>(
      "select count(*)::int as count from secret where workspace_id = $1",
      [workspaceId],
    );
    if ((rows[0]?.count ?? 0) > MAX_SECRETS)
      throw new DomainError("conflict", `A workspace has at most ${MAX_SECRETS} secrets; delete one first`);
    return { name };
  });
}
