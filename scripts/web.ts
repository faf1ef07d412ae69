import { claimPort } from "#scripts/supervisor/free-port.ts";
import { prepareDatabase } from "#scripts/supervisor/prepare-database.ts";
import { runScript } from "#scripts/supervisor/run-script.ts";
import { sealSecrets } from "#scripts/supervisor/seal-secrets.ts";
import { servePages } from "#scripts/supervisor/serve-pages.ts";
import { webDoors } from "#scripts/supervisor/web-doors.ts";
import { readEnv } from "#server/env.ts";

await runScript(async () => {
  const env = readEnv();
  const { PORT, HOST, HEDDLE_URL } = env;
  await claimPort(PORT, HOST);
  await prepareDatabase(env, (line) => console.log(line));
  await servePages(env, webDoors(env));
  await sealSecrets(env, (line) => console.log(line));
  console.log(`Heddle serves pages: ${HEDDLE_URL}`);
});
