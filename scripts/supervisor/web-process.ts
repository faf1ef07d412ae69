import { runScript } from "#scripts/supervisor/run-script.ts";
import { servePages } from "#scripts/supervisor/serve-pages.ts";
import { readEnv } from "#server/env.ts";

await runScript(async () => {
  const { PORT, HOST } = readEnv();
  await servePages(PORT, HOST, process.argv.includes("development"));
});
