import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "#server/env.ts";
import { Refusal } from "#server/refusal.ts";

/** The secret that signs sessions and encrypts credentials: HEDDLE_SECRET, else the one kept in HEDDLE_HOME, made at the first call. */
export function readSecret(env: Pick<Env, "HEDDLE_SECRET" | "HEDDLE_HOME">): string {
  if (env.HEDDLE_SECRET) return env.HEDDLE_SECRET;
  const file = join(env.HEDDLE_HOME, "secret");
  mkdirSync(env.HEDDLE_HOME, { recursive: true });
  try {
    // Exclusive, so that of two processes that start together one makes it and both read the same.
    writeFileSync(file, randomBytes(32).toString("base64url"), { flag: "wx", mode: 0o600, flush: true });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    chmodSync(file, 0o600);
  }
  const secret = readFileSync(file, "utf8").trim();
  if (secret.length < 32) throw new Refusal(`HEDDLE_SECRET: the file ${file} is damaged; restore it from a backup`);
  return secret;
}
