import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new data folder for tests and demonstrations, open to the account that Postgres runs as. The caller removes it. */
export function temporaryHome(name: string): string {
  const home = mkdtempSync(join(tmpdir(), `heddle-${name}-`));
  // mkdtemp makes folders that only root could enter; what is private in them has its own mode.
  chmodSync(home, 0o755);
  return home;
}
