import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { reachDatabase } from "#scripts/supervisor/reach-database.ts";
import { runScript } from "#scripts/supervisor/run-script.ts";
import { artifactsOf } from "#server/artifacts/artifacts-of.ts";
import { secretMark } from "#server/backup/backup-format.ts";
import { restoreBackup } from "#server/backup/restore-backup.ts";
import { readSettings } from "#server/env.ts";
import { Refusal } from "#server/refusal.ts";
import { readSecret } from "#server/secret.ts";

await runScript(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { force: { type: "boolean" }, "other-secret": { type: "boolean" }, json: { type: "boolean" } },
  });
  const [file] = positionals;
  if (!file) throw new Refusal("Name the backup: npm run restore -- <file>");
  const settings = readSettings();
  const database = await reachDatabase(settings, true, console.error);
  try {
    const restored = await restoreBackup(resolve(file), {
      url: database.url,
      artifacts: artifactsOf(settings),
      secretMark: values["other-secret"] ? null : secretMark(readSecret(settings)),
      mayReplace: values.force === true,
    });
    const { madeAt, rows, artifacts, migrated } = restored;
    if (values.json) return console.log(JSON.stringify(restored, null, 2));
    console.log(`${rows} rows and ${artifacts} artifacts of ${madeAt} are restored`);
    if (migrated.length > 0) console.log(`The database was brought up to date by ${migrated.length} migrations`);
    console.log("What ran at that moment goes on when a worker starts");
  } finally {
    await database.close();
  }
});
