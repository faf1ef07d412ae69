import type { Pool, Queryable } from "#server/db.ts";
import { inTransaction } from "#server/in-transaction.ts";
import { tellFailures } from "#server/notifications/tell-failures.ts";
import { type Told, tellReviews } from "#server/notifications/tell-reviews.ts";
import { writeMessages } from "#server/notifications/write-messages.ts";

const BATCH = 200;
/** A notification of Postgres holds 8,000 bytes. */
const WOKEN_AT_ONCE = 150;

/** Under which name the screens of a person are woken. */
export const wakeNameOf = (userId: string): string => `person:${userId}`;

interface TellSettings {
  /** Whether there is a server that takes e-mail. */
  hasMail?: boolean;
  /** Instead of the clock of the database. */
  now?: Date;
}

/**
 * Writes everything that there is to tell by now, with the messages that go out and what wakes the screens of those who are
 * told, and marks it as told, in one transaction a batch: nothing is told twice, whoever looks at the same time, and nothing
 * is lost with a process.
 */
export async function tell(pool: Pool, { hasMail = false, now }: TellSettings = {}): Promise<void> {
  for (const look of [
    (db: Queryable) => tellReviews(db, BATCH, now ?? null),
    (db: Queryable) => tellFailures(db, BATCH),
  ]) {
    let told: Told;
    do
      told = await inTransaction(pool, async (db) => {
        const found = await look(db);
        await writeMessages(db, found.ids, hasMail);
        await wake(db, found.users);
        return found;
      });
    while (told.looked === BATCH);
  }
}

async function wake(db: Queryable, users: readonly string[]): Promise<void> {
  for (let from = 0; from < users.length; from += WOKEN_AT_ONCE) {
    const names = users.slice(from, from + WOKEN_AT_ONCE).map(wakeNameOf);
    await db.query("select pg_notify('heddle_run', $1)", [names.join(",")]);
  }
}
