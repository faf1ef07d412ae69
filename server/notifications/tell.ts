import type { Pool, Queryable } from "#server/db.ts";
import { inTransaction } from "#server/in-transaction.ts";
import { tellFailures } from "#server/notifications/tell-failures.ts";
import { type Told, tellReviews } from "#server/notifications/tell-reviews.ts";

const BATCH = 200;
/** A notification of Postgres holds 8,000 bytes. */
const WOKEN_AT_ONCE = 150;

/** Under which name the screens of a person are woken. */
export const wakeNameOf = (userId: string): string => `person:${userId}`;

/**
 * Writes everything that there is to tell by now, with what wakes the screens of those who are told, and marks it as told,
 * in one transaction a batch: nothing is told twice, whoever looks at the same time, and nothing is lost with a process.
 * Without `now` the clock of the database counts.
 */
export async function tell(pool: Pool, now: Date | null = null): Promise<void> {
  for (const look of [(db: Queryable) => tellReviews(db, BATCH, now), (db: Queryable) => tellFailures(db, BATCH)]) {
    let told: Told;
    do told = await inTransaction(pool, (db) => tellAndWake(db, look));
    while (told.looked === BATCH);
  }
}

async function tellAndWake(db: Queryable, look: (db: Queryable) => Promise<Told>): Promise<Told> {
  const told = await look(db);
  for (let from = 0; from < told.users.length; from += WOKEN_AT_ONCE) {
    const names = told.users.slice(from, from + WOKEN_AT_ONCE).map(wakeNameOf);
    await db.query("select pg_notify('heddle_run', $1)", [names.join(",")]);
  }
  return told;
}
