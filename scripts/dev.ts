import { runUntilTold } from "#scripts/supervisor/run-until-told.ts";

await runUntilTold(true);
