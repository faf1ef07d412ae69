import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Stack, startStack } from "#scripts/supervisor/start-stack.ts";
import type { EnvSource } from "#server/env.ts";
import { temporaryHome } from "#server/postgres/temporary-home.ts";

/** A production stack of its own: a fresh data folder, a free port, output kept in test-results/. The caller stops it. */
export async function startTestStack(env: EnvSource = {}): Promise<Stack> {
  const home = temporaryHome("e2e");
  const stack = await startStack({ home, port: 0, isQuiet: true, env, log: () => undefined });
  return {
    ...stack,
    async stop() {
      await stack.stop();
      cpSync(join(home, "logs"), join("test-results/logs", home.slice(home.lastIndexOf("/") + 1)), { recursive: true });
      rmSync(home, { recursive: true });
    },
  };
}

/** Playwright's global setup: one stack for all journeys that do not break things. */
export default async function setup(): Promise<() => Promise<void>> {
  const stack = await startTestStack();
  process.env.HEDDLE_E2E_URL = stack.url;
  process.env.HEDDLE_E2E_DATABASE_URL = stack.databaseUrl;
  return () => stack.stop();
}
