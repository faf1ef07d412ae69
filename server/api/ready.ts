import { getPool, type Queryable } from "#server/db.ts";
import { newestMigration } from "#server/newest-migration.ts";

const PATIENCE_MS = 2_000;

const unavailable = (message: string) => Response.json({ status: "unavailable", message }, { status: 503 });

/** Whether the database has the last migration of this Heddle; null when it does not say so in time. */
async function isMigrated(db: Queryable, newest: string): Promise<boolean | null> {
  const deadline = AbortSignal.timeout(PATIENCE_MS);
  const tooLate = new Promise<null>((resolve) => deadline.addEventListener("abort", () => resolve(null)));
  const answer = db
    .query(
      "select from _prisma_migrations where migration_name = $1 and finished_at is not null and rolled_back_at is null",
      [newest],
    )
    .then(
      ({ rows }) => rows.length > 0,
      () => null,
    );
  return Promise.race([answer, tooLate]);
}

/** Whether this process can serve: the database answers in time, and is as this Heddle needs it. */
export async function answerReady(db: Queryable = getPool(), newest = newestMigration()): Promise<Response> {
  const migrated = await isMigrated(db, newest);
  if (migrated) return Response.json({ status: "ready" });
  if (migrated === null) return unavailable("The database does not answer");
  return unavailable(
    `The database lacks the migration ${newest}; start a web process, a worker or \`npm start\` of this Heddle`,
  );
}
