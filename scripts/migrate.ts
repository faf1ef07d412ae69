import { prepareDatabase } from "#scripts/supervisor/prepare-database.ts";
import { runScript } from "#scripts/supervisor/run-script.ts";
import { readEnv } from "#server/env.ts";

await runScript(async () => {
  await prepareDatabase(readEnv(), (line) => console.log(line));
  console.log("The database is up to date");
});
