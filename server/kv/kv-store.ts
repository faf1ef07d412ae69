import type { Queryable } from "#server/db.ts";

export interface KvEntry {
  key: string;
  value: unknown;
  version: number;
}

/** What is kept under a key; null when nothing is. */
export async function kvGet(db: Queryable, workspaceId: string, key: string): Promise<KvEntry | null> {
  const { rows } = await db.query<KvEntry>({
    name: "kv_get",
    text: "select key, value, version::float8 as version from kv where workspace_id = $1 and key = $2",
    values: [workspaceId, key],
  });
  return rows[0] ?? null;
}

export interface KvChange {
  key: string;
  value: unknown;
  /** The version that is to be replaced, 0 when there is to be none; whatever there is when it is left out. */
  version?: number | undefined;
}

/**
 * Keeps a value. Returns its version; null when there is another than the one to be replaced, then nothing is changed.
 * `by` names the write: said again, it changes nothing and answers alike.
 */
export async function kvSet(
  db: Queryable,
  workspaceId: string,
  { key, value, version }: KvChange,
  by: string,
): Promise<number | null> {
  const { rows } = await db.query<{ version: number }>({
    name: "kv_set",
    text: `
      insert into kv as old (workspace_id, key, value, written_by)
      select $1, $2, $3::json, $4
      where coalesce($5::bigint, 0) = 0 or exists (select from kv where workspace_id = $1 and key = $2)
      on conflict (workspace_id, key) do update
      set value = case when old.written_by = $4 then old.value else excluded.value end,
          version = case when old.written_by = $4 then old.version else old.version + 1 end,
          written_by = $4,
          changed_at = case when old.written_by = $4 then old.changed_at else now() end
      where old.written_by = $4 or $5::bigint is null or old.version = $5
      returning version::float8 as version`,
    values: [workspaceId, key, JSON.stringify(value), by, version ?? null],
  });
  return rows[0]?.version ?? null;
}

/** Forgets a key. False when it has another version than the given one, then nothing is changed. */
export async function kvDelete(
  db: Queryable,
  workspaceId: string,
  { key, version }: Omit<KvChange, "value">,
): Promise<boolean> {
  const { rows } = await db.query<{ isGone: boolean }>({
    name: "kv_delete",
    text: `
      with gone as (
        delete from kv where workspace_id = $1 and key = $2 and ($3::bigint is null or version = $3) returning key
      )
      select exists (select from gone) or not exists (select from kv where workspace_id = $1 and key = $2) as "isGone"`,
    values: [workspaceId, key, version ?? null],
  });
  return rows[0]?.isGone ?? false;
}

/** Keys that begin with a prefix, in order, after one of them; `limit` at most. */
export async function kvList(
  db: Queryable,
  workspaceId: string,
  { prefix, after, limit }: { prefix: string; after: string; limit: number },
): Promise<Pick<KvEntry, "key" | "version">[]> {
  const { rows } = await db.query<Pick<KvEntry, "key" | "version">>({
    name: "kv_list",
    text: `
      select key, version::float8 as version from kv
      where workspace_id = $1 and key > $3 and key >= $2 and starts_with(key, $2)
      order by key
      limit $4`,
    values: [workspaceId, prefix, after, limit],
  });
  return rows;
}
