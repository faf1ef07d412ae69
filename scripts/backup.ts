import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { reachDatabase } from "#scripts/supervisor/reach-database.ts";
import { runScript } from "#scripts/supervisor/run-script.ts";
import { artifactsOf } from "#server/artifacts/artifacts-of.ts";
import { secretMark } from "#server/backup/backup-format.ts";
import { writeBackup } from "#server/backup/write-backup.ts";
import { readSettings } from "#server/env.ts";
import { Refusal } from "#server/refusal.ts";
import { readSecret } from "#server/secret.ts";

/** In a folder, a file that is named by the time. */
function fileFor(given: string): string {
  const path = resolve(given);
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  if (!isFolder && existsSync(path)) throw new Refusal(`${path} exists; name another file`);
  return isFolder ? join(path, `heddle-${new Date().toISOString().replaceAll(/[:.]/g, "-")}.tar.zst`) : path;
}

await runScript(async () => {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: "boolean" } } });
  const settings = readSettings();
  const file = fileFor(positionals[0] ?? ".");
  const database = await reachDatabase(settings, false, console.error);
  try {
    const written = await writeBackup(
      {
        url: database.url,
        artifacts: artifactsOf(settings),
        secretMark: secretMark(readSecret(settings)),
      },
      file,
    );
    const { bytes, rows, artifacts, missing } = written;
    if (values.json) return console.log(JSON.stringify(written, null, 2));
    console.log(`${rows} rows and ${artifacts} artifacts are in ${file} (${bytes} bytes)`);
    if (missing.length > 0)
      console.log(
        `${missing.length} artifacts are named in the database and missing in the store: ${missing.join(", ")}`,
      );
    console.log(
      "The secret that seals credentials is not in it: keep HEDDLE_SECRET, or the file `secret` in HEDDLE_HOME",
    );
  } finally {
    await database.close();
  }
});
