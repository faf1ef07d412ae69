import type { Queryable } from "#server/db.ts";

const LOCK = 72_707_370;

/**
 * Whether this process is the one that seals anew, held to the end of the transaction: so it works behind a transaction
 * pooler too.
 */
export async function holdsSealingLock(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ isMine: boolean }>('select pg_try_advisory_xact_lock($1) as "isMine"', [LOCK]);
  return rows[0]?.isMine ?? false;
}
