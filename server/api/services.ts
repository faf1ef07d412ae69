import type { Services } from "#server/api/context.ts";
import { getLog } from "#server/api/log.ts";
import { createOpenStreams, STREAMS_PER_CALLER } from "#server/api/open-streams.ts";
import { createRestLimit } from "#server/api/rest/rest-limit.ts";
import { artifactsOf } from "#server/artifacts/artifacts-of.ts";
import { createAuditLog } from "#server/audit/audit-log.ts";
import { createAuth } from "#server/auth/auth.ts";
import { createOidc, type Oidc } from "#server/auth/oidc.ts";
import { createPool, getPool, getPrisma } from "#server/db.ts";
import { getNotifier } from "#server/engine/notifier.ts";
import { createRunTails } from "#server/engine/run-tails.ts";
import { readEnv } from "#server/env.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { createStartQueue } from "#server/runs/start-queue.ts";
import { readSecret } from "#server/secret.ts";
import { createSecretBox } from "#server/secret-box.ts";
import { openStorageCap } from "#server/storage/open-storage-cap.ts";
import { openTracing } from "#server/trace/tracing.ts";
import { createHookLimits } from "#server/triggers/hook-limits.ts";

const EVALUATORS = 2;
const KEY_CONNECTIONS = 3;
const DOCUMENTS_A_MINUTE = 60;

function makeServices(): Services {
  const env = readEnv();
  const secret = readSecret(env);
  const pool = getPool();
  const prisma = getPrisma();
  const audit = createAuditLog(pool, (error) =>
    getLog().error({ err: error }, "the end of a change is not in the audit"),
  );
  const artifacts = artifactsOf(env);
  return {
    pool,
    keyPool: createPool(env.DATABASE_URL, KEY_CONNECTIONS),
    restLimit: createRestLimit(env.HEDDLE_RATE_LIMIT),
    documentLimit: createRestLimit(DOCUMENTS_A_MINUTE),
    openStreams: createOpenStreams(STREAMS_PER_CALLER),
    prisma,
    auth: createAuth(prisma, audit, {
      secret,
      publicUrl: env.HEDDLE_URL,
      defaultRole: env.HEDDLE_OIDC_DEFAULT_ROLE,
    }),
    oidc: oidcOf(env),
    expressions: createExpressionPool({ threads: EVALUATORS }),
    artifacts,
    cap: openStorageCap(env, pool, artifacts),
    startQueue: createStartQueue(pool, env.HEDDLE_LEASE_MS),
    secretBox: createSecretBox(secret, env.HEDDLE_SECRET_PREVIOUS),
    hookLimits: createHookLimits(),
    audit,
    outbound: { hosts: env.HEDDLE_ALLOW_HOSTS, cidrs: env.HEDDLE_ALLOW_CIDRS },
    notifier: getNotifier,
    runTails: createRunTails(pool, getNotifier),
    hasMail: env.HEDDLE_SMTP_URL !== undefined,
    publicUrl: env.HEDDLE_URL,
    maxInputBytes: env.HEDDLE_MAX_INPUT_BYTES,
    leaseMs: env.HEDDLE_LEASE_MS,
    tracing: openTracing({ endpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT, key: secret, process: "web" }),
  };
}

function oidcOf(env: ReturnType<typeof readEnv>): Oidc | null {
  const { HEDDLE_OIDC_ISSUER: issuer, HEDDLE_OIDC_CLIENT_ID: clientId, HEDDLE_OIDC_CLIENT_SECRET: clientSecret } = env;
  if (!issuer || !clientId || !clientSecret) return null;
  const { HEDDLE_OIDC_NAME: name, HEDDLE_OIDC_TRUST_EMAIL: trustsEmail } = env;
  const settings = { issuer, clientId, clientSecret, name, trustsEmail };
  return createOidc(settings, (error) => getLog().error({ err: error }, "nobody can sign in by the identity provider"));
}

const processWide = globalThis as typeof globalThis & { heddleServices?: Services };

/** The services of this process, made at the first request; survives hot reloads. */
export const getServices = (): Services => (processWide.heddleServices ??= makeServices());
