import { readdirSync } from "node:fs";
import { sourceFile } from "#server/root.ts";

/** The name of the last migration of this Heddle. */
export function newestMigration(): string {
  const names = readdirSync(sourceFile("prisma", "migrations"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  return names.sort().at(-1) ?? "";
}
