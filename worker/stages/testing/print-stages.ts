import { loadStages, publishedStage } from "#worker/stages/load-stages.ts";
import { resolveHeddle } from "#worker/stages/resolve-heddle.ts";

/** Loads a folder as a worker process does, and prints what it would publish, or why it stops. */
const folder = process.argv[2] ?? "";
resolveHeddle(folder);
try {
  const loaded = await loadStages(folder);
  process.stdout.write(JSON.stringify(loaded.map(publishedStage)));
} catch (error) {
  process.stdout.write(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  process.exitCode = 1;
}
