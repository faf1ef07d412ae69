import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const IGNORED = /(^|\/)(node_modules|client)$|\.test\.tsx?$/;

/** A hash over the names and contents of files and folders; what does not exist counts as absent. */
export function fingerprint(paths) {
  const hash = createHash("sha256");
  for (const path of paths.flatMap(filesIn).sort()) hash.update(`${path}\0`).update(readFileSync(path)).update("\0");
  return hash.digest("hex");
}

function filesIn(path) {
  if (IGNORED.test(path) || !existsSync(path)) return [];
  return statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => filesIn(join(path, name))) : [path];
}

/** The text of a file that may not exist. */
export function textOf(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
