import { availableParallelism } from "node:os";
import { artifactFolder, artifactsOf } from "#server/artifacts/artifacts-of.ts";
import { sweepIncoming } from "#server/artifacts/sweep-incoming.ts";
import { connectHotLayer } from "#server/cache/hot-layer.ts";
import { createPool } from "#server/db.ts";
import { readEnv } from "#server/env.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { tell } from "#server/notifications/tell.ts";
import { createHandles } from "#server/reports/handles.ts";
import { readSecret } from "#server/secret.ts";
import { createSecretBox } from "#server/secret-box.ts";
import { openStorageCap } from "#server/storage/open-storage-cap.ts";
import { openTracing } from "#server/trace/tracing.ts";
import { processRegistry } from "#server/watch/process-metrics.ts";
import { createLog } from "#worker/create-log.ts";
import { DELIVERY_SETTINGS, startDeliveries } from "#worker/deliveries/start-deliveries.ts";
import { every } from "#worker/every.ts";
import { httpHandler } from "#worker/handlers/http.ts";
import { llmHandler } from "#worker/handlers/llm.ts";
import { createHandlers } from "#worker/handlers/registry.ts";
import { transform } from "#worker/handlers/transform.ts";
import { createJudge } from "#worker/judge.ts";
import { SharedArtifacts } from "#worker/known-artifacts.ts";
import { createMailer } from "#worker/notifications/mailer.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { httpService } from "#worker/services/http-service.ts";
import { createServices } from "#worker/services/open-service.ts";
import { createServiceCalls } from "#worker/services/service-calls.ts";
import { ownStages } from "#worker/stages/own-stages.ts";
import { startWorker } from "#worker/start-worker.ts";
import { logUsage } from "#worker/trials/log-usage.ts";
import { startTrials, TRIAL_SETTINGS } from "#worker/trials/start-trials.ts";
import { serveMetrics } from "#worker/watch/serve-metrics.ts";
import { WorkerMetrics } from "#worker/watch/worker-metrics.ts";

const POOL_SIZE = 4;
const MAIL_MS = 10_000;

const env = readEnv();
const logger = createLog(env.LOG_LEVEL);
const threads = availableParallelism();
/** A stage that sleeps keeps its thread, so there are some more than processors. */
const SANDBOX_THREADS = threads + 2;
const pool = createPool(env.DATABASE_URL, POOL_SIZE);
const stages = await ownStages(env.HEDDLE_STAGES, pool, logger);
const expressions = createExpressionPool({ threads });
const sandbox = createSandboxPool({ threads: SANDBOX_THREADS });
const artifacts = artifactsOf(env);
await sweepIncoming(artifactFolder(env), Date.now());
const hotLayer = env.REDIS_URL ? connectHotLayer(env.REDIS_URL, logger) : undefined;
const handles = createHandles(readSecret(env), env.HEDDLE_URL, env.HEDDLE_SECRET_PREVIOUS);
const secretBox = createSecretBox(readSecret(env), env.HEDDLE_SECRET_PREVIOUS);
const outbound = { hosts: env.HEDDLE_ALLOW_HOSTS, cidrs: env.HEDDLE_ALLOW_CIDRS };

const metrics = new WorkerMetrics(processRegistry());
const metricsServer =
  env.HEDDLE_METRICS_PORT === undefined
    ? undefined
    : await serveMetrics(
        { ...env, port: env.HEDDLE_METRICS_PORT },
        {
          text: () => metrics.registry.metrics(),
          onError: (err) => logger.error({ err }, "the metrics could not be read"),
        },
      );

const tracing = await openTracing({
  endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
  key: readSecret(env),
  process: "worker",
});

// The first task should not pay for the start of the processes and threads that it needs.
const warmUp = { source: "export default () => null", input: null, memoryMb: 16, cpuMs: 1_000, onLog: () => undefined };
await Promise.all([expressions.evaluate("1", {}), sandbox.run({ ...warmUp, signal: AbortSignal.timeout(5_000) })]);

const worker = await startWorker(
  pool,
  {
    expressions,
    artifacts,
    handlers: createHandlers({ sandbox, outbound, db: pool, schemas: expressions, handles, box: secretBox, stages }),
    judge: createJudge({ expressions, sandbox }),
    random: Math.random,
    metrics,
    ...(tracing && { tracing }),
    ...(hotLayer && { known: new SharedArtifacts(hotLayer) }),
  },
  {
    url: env.DATABASE_URL,
    directUrl: env.DATABASE_DIRECT_URL,
    slots: env.HEDDLE_SLOTS,
    tags: env.HEDDLE_WORKER_TAGS,
    leaseMs: env.HEDDLE_LEASE_MS,
    pollMs: env.HEDDLE_POLL_MS,
    maxInputBytes: env.HEDDLE_MAX_INPUT_BYTES,
    cap: openStorageCap(env, pool, artifacts),
  },
  logger,
);
const mailer = env.HEDDLE_SMTP_URL
  ? createMailer({ url: env.HEDDLE_SMTP_URL, from: env.HEDDLE_MAIL_FROM, timeoutMs: MAIL_MS })
  : null;
const stopTelling = every(env.HEDDLE_POLL_MS, logger, "notifications", () => tell(pool, { hasMail: mailer !== null }));
const deliveries = await startDeliveries(
  { pool, expressions, artifacts, outbound, logger, secretBox, metrics, mailer, publicUrl: env.HEDDLE_URL },
  DELIVERY_SETTINGS,
  { directUrl: env.DATABASE_DIRECT_URL, pollMs: env.HEDDLE_POLL_MS },
);
const open = createServices({ db: pool, secretBox, outbound });
const services = createServiceCalls(open);
const trials = await startTrials(
  {
    db: pool,
    logger,
    sandbox,
    expressions,
    artifacts,
    service: httpService({ outbound, open, db: pool, schemas: expressions }),
    http: httpHandler({ outbound, services }),
    llm: llmHandler({ record: logUsage, services, schemas: expressions }),
    transform,
  },
  { ...TRIAL_SETTINGS, directUrl: env.DATABASE_DIRECT_URL, pollMs: env.HEDDLE_POLL_MS },
);
logger.info({ workerId: worker.id, slots: env.HEDDLE_SLOTS, tags: env.HEDDLE_WORKER_TAGS }, "worker is ready");
process.send?.("ready");

const stop = async () => {
  try {
    stopTelling();
    await Promise.all([worker.stop(), deliveries.stop(), trials.stop()]);
    metricsServer?.stop();
    await tracing?.close();
    hotLayer?.close();
    sandbox.close();
    expressions.close();
    await pool.end();
    process.exit(0);
  } catch (err) {
    logger.error({ err }, "the worker did not stop cleanly");
    process.exit(1);
  }
};
let isStopping = false;
for (const signal of ["SIGTERM", "SIGINT"] as const)
  process.on(signal, () => {
    if (isStopping) return;
    isStopping = true;
    void stop();
  });
