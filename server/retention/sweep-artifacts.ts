import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import { ARTIFACTS_LOCK, NAMED_ARTIFACTS } from "#server/backup/backup-format.ts";
import type { Pool } from "#server/db.ts";
import { inTransaction } from "#server/in-transaction.ts";

const AT_ONCE = 1_000;
const REMOVED_AT_ONCE = 16;

/**
 * Removes artifacts that runs named which have gone, and that nothing else names, `most` of them at most; only what came
 * loose, and was put last, so long ago. Returns how many; none while a backup copies them.
 */
export async function sweepArtifacts(
  pool: Pool,
  store: ArtifactStore,
  most: number,
  settledMs: number,
): Promise<number> {
  const before = new Date(Date.now() - settledMs);
  let removed = 0;
  for (let seen = 0; seen < most; seen += AT_ONCE) {
    const some = await inTransaction(pool, async (db) => {
      const { rows: locks } = await db.query<{ isMine: boolean }>(`select pg_try_advisory_xact_lock($1) as "isMine"`, [
        ARTIFACTS_LOCK,
      ]);
      if (!locks[0]?.isMine) return [];
      const { rows } = await db.query<{ hash: string; isNamed: boolean }>(
        `select l.hash, n.hash is not null as "isNamed"
         from (select hash from loose_artifact where at <= $1 order by at limit ${AT_ONCE}) l
         left join (${NAMED_ARTIFACTS}) n on n.hash = l.hash`,
        [before],
      );
      const gone: string[] = [];
      const fresh: string[] = [];
      const unnamed = rows.filter(({ isNamed }) => !isNamed).map(({ hash }) => hash);
      for (let from = 0; from < unnamed.length; from += REMOVED_AT_ONCE)
        await Promise.all(
          unnamed.slice(from, from + REMOVED_AT_ONCE).map(async (hash) => {
            ((await store.remove(hash, before)) ? gone : fresh).push(hash);
          }),
        );
      // No row was locked meanwhile, for a bucket takes its time. What was put again is looked at another time, and what
      // came loose again stays noted.
      await db.query("update loose_artifact set at = now() where hash = any($1) and at <= $2", [fresh, before]);
      await db.query("delete from loose_artifact where hash = any($1) and at <= $2", [
        rows.map(({ hash }) => hash).filter((hash) => !fresh.includes(hash)),
        before,
      ]);
      removed += gone.length;
      return rows;
    });
    if (some.length < AT_ONCE) break;
  }
  return removed;
}
