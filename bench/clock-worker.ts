import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { LEASE_MS } from "#bench/engine.ts";
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

// A real worker whose transform stages answer with the time at which they began, in milliseconds since 1970.
const env = readEnv();
const pool = createPool(env.DATABASE_URL, 4);
const sandbox = createSandboxPool({ threads: 1 });
const expressions = createExpressionPool({ threads: 1 });
const handlers = {
  ...createHandlers({
    sandbox,
    outbound: { hosts: [], cidrs: [] },
    db: pool,
    schemas: expressions,
    handles: createHandles("a secret of no use to anybody", "http://127.0.0.1"),
    box: createSecretBox("a secret of no use to anybody"),
  }),
  transform: async () => ({ kind: "completed" as const, output: performance.timeOrigin + performance.now() }),
};
const worker = await startWorker(
  pool,
  {
    expressions,
    artifacts: folderStore(join(tmpdir(), "heddle-bench")),
    handlers,
    judge: createJudge({ expressions, sandbox }),
    random: Math.random,
  },
  {
    url: env.DATABASE_URL,
    directUrl: env.DATABASE_DIRECT_URL,
    slots: env.HEDDLE_SLOTS,
    tags: env.HEDDLE_WORKER_TAGS,
    leaseMs: LEASE_MS,
    pollMs: env.HEDDLE_POLL_MS,
    maxInputBytes: env.HEDDLE_MAX_INPUT_BYTES,
  },
  pino({ level: "error" }),
);
process.send?.("ready");
process.on("SIGTERM", () => void worker.stop().then(() => process.exit(0)));
