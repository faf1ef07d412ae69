import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { Role } from "#core/roles.ts";
import type { Services } from "#server/api/context.ts";
import { createOpenStreams } from "#server/api/open-streams.ts";
import { createRestLimit } from "#server/api/rest/rest-limit.ts";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { createAuditLog } from "#server/audit/audit-log.ts";
import { createAuth } from "#server/auth/auth.ts";
import type { Oidc } from "#server/auth/oidc.ts";
import { createPool, createPrisma } from "#server/db.ts";
import { createNotifier, type Notifier } from "#server/engine/notifier.ts";
import { createRunTails } from "#server/engine/run-tails.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { createStartQueue } from "#server/runs/start-queue.ts";
import { createSecretBox } from "#server/secret-box.ts";
import { createStorageCap } from "#server/storage/storage-cap.ts";
import { type TestDatabase, testDatabase } from "#server/testing/database.ts";
import { createHookLimits } from "#server/triggers/hook-limits.ts";
import { databaseBytes } from "#server/watch/system-state.ts";

const LEASE_MS = 15_000;
const SECRET = "a secret for tests that is long enough";
const PUBLIC_URL = "http://heddle.test";

/** A change whose end is not in the audit fails the test file that made it. */
function failTheFile(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

/** The services of a web process on a database of its own unless one is given, closed after the test file. */
export async function testServices({
  maxInputBytes = 10 * 1024 * 1024,
  requestsPerMinute = 100_000,
  oidc = null as Oidc | null,
  defaultRole = undefined as Role | undefined,
  database = null as TestDatabase | null,
} = {}): Promise<Services> {
  const home = mkdtempSync(join(tmpdir(), "heddle-api-"));
  const open: {
    prisma?: Services["prisma"];
    notifier?: Promise<Notifier>;
    expressions?: Services["expressions"];
    audit?: Services["audit"];
  } = {};
  const { pool, url } = database ?? (await testDatabase());
  const keyPool = createPool(url, 3);
  afterAll(async () => {
    await open.audit?.settle("");
    open.expressions?.close();
    await (await open.notifier)?.close();
    await open.prisma?.$disconnect();
    await keyPool.end();
    rmSync(home, { recursive: true });
  });
  open.audit = createAuditLog(pool, failTheFile);
  open.prisma = createPrisma(url);
  open.expressions = createExpressionPool({ threads: 1 });
  const notifier = () => (open.notifier ??= createNotifier(url));
  const artifacts = folderStore(join(home, "artifacts"));
  return {
    pool,
    keyPool,
    restLimit: createRestLimit(requestsPerMinute),
    documentLimit: createRestLimit(5),
    openStreams: createOpenStreams(3),
    prisma: open.prisma,
    auth: createAuth(open.prisma, open.audit, { secret: SECRET, publicUrl: PUBLIC_URL, defaultRole }),
    oidc,
    expressions: open.expressions,
    artifacts,
    cap: createStorageCap(
      async () => ({ databaseBytes: await databaseBytes(pool), artifactBytes: await artifacts.bytes() }),
      null,
    ),
    startQueue: createStartQueue(pool, LEASE_MS),
    secretBox: createSecretBox(SECRET),
    hookLimits: createHookLimits(),
    audit: open.audit,
    outbound: { hosts: [], cidrs: ["127.0.0.1/32"] },
    notifier,
    runTails: createRunTails(pool, notifier),
    hasMail: false,
    publicUrl: PUBLIC_URL,
    maxInputBytes,
    leaseMs: LEASE_MS,
  };
}
