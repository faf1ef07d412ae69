import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "sql");

/** The engine's SQL functions, as one script that replaces those of the database, and the hash by which it is known. */
export interface EngineCode {
  sql: string;
  hash: string;
}

/**
 * Reads the functions in `folder`. They are code, not data: unlike a migration they are edited in place, and a start of
 * Heddle replaces the schema `engine` when its comment names another hash.
 */
export function readEngineCode(folder = FOLDER): EngineCode {
  // The types first; functions find each other when they run.
  const names = readdirSync(folder).filter((name) => name.endsWith(".sql") && name !== "types.sql");
  const files = ["types.sql", ...names.sort()].map((name) => readFileSync(join(folder, name), "utf8"));
  const text = files.join("\n");
  const hash = createHash("sha256").update(text).digest("hex");
  const sql = `drop schema if exists engine cascade;\ncreate schema engine;\n${text}\ncomment on schema engine is '${hash}';`;
  return { sql, hash };
}
