import { z } from "zod";
import type { SecretUseView, SecretView } from "#core/secret.ts";
import { SecretName } from "#core/secret.ts";
import type { Page } from "#core/views.ts";
import type { Queryable } from "#server/db.ts";
import { decodeCursor, PageInput, pageOf } from "#server/keyset-cursor.ts";

type Row = Omit<SecretView, "createdAt" | "changedAt" | "lastUsedAt"> & {
  createdAt: Date;
  changedAt: Date;
  lastUsedAt: Date | null;
};

/** The secrets of a workspace by name: all that may be known of them, and nothing of their values. */
export async function listSecrets(db: Queryable, workspaceId: string): Promise<SecretView[]> {
  const { rows } = await db.query<Row>(
    `select s.name, s.created_by as "createdBy", s.created_at as "createdAt", s.changed_by as "changedBy",
            s.changed_at as "changedAt", u.at as "lastUsedAt",
            array(select v.name from service v
                  where v.workspace_id = s.workspace_id and v.secret = s.name
                  order by v.name) as services
     from secret s
     left join lateral (
       select at from secret_use
       where workspace_id = s.workspace_id and secret = s.name
       order by id desc
       limit 1
     ) u on true
     where s.workspace_id = $1
     order by s.name`,
    [workspaceId],
  );
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    changedAt: row.changedAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  }));
}

export const ListUses = PageInput.extend({ name: SecretName });

/** What a secret was used for, the last use first; also after it was deleted. */
export async function listUses(
  db: Queryable,
  workspaceId: string,
  { name, cursor, limit }: z.infer<typeof ListUses>,
): Promise<Page<SecretUseView>> {
  const { rows } = await db.query<Omit<SecretUseView, "at"> & { at: Date }>(
    `select id, at, service, run_id as "runId", task_id as "taskId", attempt, by
     from secret_use
     where workspace_id = $1 and secret = $2 and ($3::int8 is null or id < $3)
     order by id desc
     limit $4`,
    [workspaceId, name, decodeCursor(cursor, z.int().positive()), limit + 1],
  );
  return pageOf(
    rows,
    limit,
    ({ id }) => id,
    (row) => ({ ...row, at: row.at.toISOString() }),
  );
}
