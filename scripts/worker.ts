import { runScript } from "#scripts/supervisor/run-script.ts";
import { readEnv } from "#server/env.ts";
import { migrate } from "#server/migrate.ts";

await runScript(async () => {
  await migrate(readEnv().DATABASE_DIRECT_URL);
  await import("#worker/main.ts");
});
