import { runScript } from "#scripts/supervisor/run-script.ts";
import { sealSecrets } from "#scripts/supervisor/seal-secrets.ts";
import { servePages } from "#scripts/supervisor/serve-pages.ts";
import { webDoors } from "#scripts/supervisor/web-doors.ts";
import { readEnv } from "#server/env.ts";

await runScript(async () => {
  const env = readEnv();
  await servePages(env, webDoors(env), process.argv.includes("development"));
  await sealSecrets(env, (line) => console.log(line));
});
