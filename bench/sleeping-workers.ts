import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pino } from "pino";
import { LEASE_MS } from "#bench/engine.ts";
import { WORKERS } from "#bench/rules.ts";
import { transformConfig } from "#core/kinds/transform.ts";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { createPool } from "#server/db.ts";
import { readEnv } from "#server/env.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { createHandles } from "#server/reports/handles.ts";
import { createSecretBox } from "#server/secret-box.ts";
import { createHandlers } from "#worker/handlers/registry.ts";
import { createJudge } from "#worker/judge.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { startWorker } from "#worker/start-worker.ts";

// Real workers whose transform stages only take their time: as many milliseconds as their expression says.
const env = readEnv();
const pool = createPool(env.DATABASE_URL, 4);
const sandbox = createSandboxPool({ threads: 1 });
const expressions = createExpressionPool({ threads: 1 });
const outside = {
  outbound: { hosts: [], cidrs: [] },
  handles: createHandles("a secret of no use to anybody", "http://127.0.0.1"),
  box: createSecretBox("a secret of no use to anybody"),
};
const handlers = {
  ...createHandlers({ sandbox, db: pool, schemas: expressions, ...outside }),
  transform: async (config: unknown) => {
    await pause(Number(transformConfig.parse(config).expression));
    return { kind: "completed" as const, output: null };
  },
};
const deps = {
  expressions,
  artifacts: folderStore(join(tmpdir(), "heddle-bench")),
  handlers,
  judge: createJudge({ expressions, sandbox }),
  random: Math.random,
};
const settings = {
  url: env.DATABASE_URL,
  directUrl: env.DATABASE_DIRECT_URL,
  slots: 4,
  leaseMs: LEASE_MS,
  pollMs: env.HEDDLE_POLL_MS,
  maxInputBytes: env.HEDDLE_MAX_INPUT_BYTES,
};
const workers = await Promise.all(
  Array.from({ length: WORKERS }, () => startWorker(pool, deps, settings, pino({ level: "error" }))),
);
process.send?.("ready");
process.on("SIGTERM", () => void Promise.all(workers.map((worker) => worker.stop())).then(() => process.exit(0)));
