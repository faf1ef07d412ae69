import { z } from "zod";
import { CacheFilter, conditionsOf } from "#server/cache/cache-filter.ts";
import type { Pool, Queryable } from "#server/db.ts";
import { inTransaction } from "#server/in-transaction.ts";

/** Either these, or all that a filter means. */
export const InvalidateCache = z.union([
  z.strictObject({ ids: z.array(z.int().positive()).min(1).max(1_000) }),
  z.strictObject({ filter: CacheFilter.strict() }),
]);

/** So many keys are locked at once, and so long at most does somebody wait who looks for one of them. */
const AT_ONCE = 500;

interface Kept {
  id: number;
  key: string;
}

/**
 * Forgets outputs: the next task with the same work does it. Runs keep what they have. Those who look for one of the
 * outputs meanwhile lock its key as well, so that nobody waits for another crosswise. Returns how many were forgotten.
 */
export async function invalidateCache(
  pool: Pool,
  workspaceId: string,
  asked: z.infer<typeof InvalidateCache>,
): Promise<{ forgotten: number }> {
  const last = await newestId(pool, workspaceId);
  let forgotten = 0;
  for (let after = 0; ; ) {
    const kept = await keptAfter(pool, workspaceId, asked, after, last);
    const end = kept.at(-1);
    if (!end) return { forgotten };
    forgotten += await inTransaction(pool, (tx) => forget(tx, kept));
    after = end.id;
  }
}

/** What is kept from now on is not meant. */
async function newestId(db: Queryable, workspaceId: string): Promise<number> {
  const { rows } = await db.query<{ id: number | null }>(
    "select max(id) as id from cache_entry where workspace_id = $1",
    [workspaceId],
  );
  return rows[0]?.id ?? 0;
}

async function keptAfter(
  db: Queryable,
  workspaceId: string,
  asked: z.infer<typeof InvalidateCache>,
  after: number,
  last: number,
): Promise<Kept[]> {
  const values: unknown[] = [workspaceId, after, last, "ids" in asked ? asked.ids : null];
  const { rows } = await db.query<Kept>(
    `select e.id, e.key
     from cache_entry e
     where e.id > $2 and e.id <= $3 and ($4::bigint[] is null or e.id = any ($4))
       and ${conditionsOf("filter" in asked ? asked.filter : {}, values)}
     order by e.id
     limit ${AT_ONCE}`,
    values,
  );
  return rows;
}

async function forget(tx: Queryable, kept: readonly Kept[]): Promise<number> {
  await tx.query("select engine.lock_cache_keys($1)", [kept.map(({ key }) => key)]);
  const { rowCount } = await tx.query("delete from cache_entry where id = any ($1)", [kept.map(({ id }) => id)]);
  return rowCount ?? 0;
}
