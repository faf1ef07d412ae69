import { runScript } from "#scripts/supervisor/run-script.ts";
import { sealSecrets } from "#scripts/supervisor/seal-secrets.ts";
import { servePages } from "#scripts/supervisor/serve-pages.ts";
import { openReportDoor } from "#server/api/open-report-door.ts";
import { readEnv } from "#server/env.ts";

await runScript(async () => {
  const env = readEnv();
  await servePages(env, openReportDoor(env).handle, process.argv.includes("development"));
  await sealSecrets(env, (line) => console.log(line));
});
