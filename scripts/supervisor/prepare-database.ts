import { createPrisma } from "#server/db.ts";
import type { Env } from "#server/env.ts";
import { migrate } from "#server/migrate.ts";
import { loadMissingExamples } from "#server/workflows/load-examples.ts";

type Databases = Pick<Env, "DATABASE_URL" | "DATABASE_DIRECT_URL">;

/** Brings the database up to date, and its workspaces the examples that they miss. Without examples Heddle works too. */
export async function prepareDatabase(env: Databases, log: (line: string) => void): Promise<void> {
  for (const name of await migrate(env.DATABASE_DIRECT_URL)) log(`Applied the migration ${name}`);
  const prisma = createPrisma(env.DATABASE_URL);
  try {
    await loadMissingExamples(prisma);
  } catch (error) {
    log(`The examples were not loaded, the next start tries again: ${error instanceof Error ? error.message : error}`);
  } finally {
    await prisma.$disconnect();
  }
}
