import { claimPort } from "#scripts/supervisor/free-port.ts";
import { runScript } from "#scripts/supervisor/run-script.ts";
import { servePages } from "#scripts/supervisor/serve-pages.ts";
import { readEnv } from "#server/env.ts";
import { migrate } from "#server/migrate.ts";

await runScript(async () => {
  const { PORT, HOST, HEDDLE_URL, DATABASE_DIRECT_URL } = readEnv();
  await claimPort(PORT, HOST);
  await migrate(DATABASE_DIRECT_URL);
  await servePages(PORT, HOST);
  console.log(`Heddle serves pages: ${HEDDLE_URL}`);
});
