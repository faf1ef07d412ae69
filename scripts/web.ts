import { claimPort } from "#scripts/supervisor/free-port.ts";
import { prepareDatabase } from "#scripts/supervisor/prepare-database.ts";
import { runScript } from "#scripts/supervisor/run-script.ts";
import { sealSecrets } from "#scripts/supervisor/seal-secrets.ts";
import { servePages } from "#scripts/supervisor/serve-pages.ts";
import { openReportDoor } from "#server/api/open-report-door.ts";
import { readEnv } from "#server/env.ts";

await runScript(async () => {
  const env = readEnv();
  const { PORT, HOST, HEDDLE_URL } = env;
  await claimPort(PORT, HOST);
  await prepareDatabase(env, (line) => console.log(line));
  await servePages(env, openReportDoor(env).handle);
  await sealSecrets(env, (line) => console.log(line));
  console.log(`Heddle serves pages: ${HEDDLE_URL}`);
});
