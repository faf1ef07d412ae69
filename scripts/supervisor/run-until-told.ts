import { once } from "node:events";
import { runScript } from "#scripts/supervisor/run-script.ts";
import { startStack } from "#scripts/supervisor/start-stack.ts";
import { readSettings } from "#server/env.ts";

/** The whole product in this terminal, until Ctrl-C or SIGTERM. */
export function runUntilTold(isDevelopment: boolean): Promise<void> {
  return runScript(async () => {
    const stopping = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stopping.abort());
    const { HEDDLE_HOME, PORT, HOST } = readSettings();
    const log = (line: string) => console.log(line);
    const stack = await startStack({ home: HEDDLE_HOME, port: PORT, host: HOST, env: process.env, isDevelopment, log });
    log(`\nHeddle is ready: ${process.env.HEDDLE_URL || stack.url.replace("127.0.0.1", "localhost")}\n`);
    // A promise alone does not keep the process alive.
    setInterval(() => undefined, 60_000);
    if (!stopping.signal.aborted) await once(stopping.signal, "abort");
    log("Stopping …");
    await stack.stop();
    log("Stopped.");
    process.exit(0);
  });
}
