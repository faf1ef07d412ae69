import type { OpenStreams } from "#server/api/open-streams.ts";
import type { RestLimit } from "#server/api/rest/rest-limit.ts";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import type { AuditLog } from "#server/audit/audit-log.ts";
import type { Auth } from "#server/auth/auth.ts";
import type { Oidc } from "#server/auth/oidc.ts";
import type { Principal } from "#server/auth/principal.ts";
import type { Pool, Prisma } from "#server/db.ts";
import type { Notifier } from "#server/engine/notifier.ts";
import type { RunTails } from "#server/engine/run-tails.ts";
import type { Expressions } from "#server/expressions/expressions.ts";
import type { OutboundRules } from "#server/http/guarded-fetch.ts";
import type { StartQueue } from "#server/runs/start-queue.ts";
import type { SecretBox } from "#server/secret-box.ts";
import type { StorageCap } from "#server/storage/storage-cap.ts";
import type { Tracing } from "#server/trace/tracing.ts";
import type { HookLimits } from "#server/triggers/hook-limits.ts";

/** What the doors work with: made once a process, given to every request. */
export interface Services {
  pool: Pool;
  /** A few connections for requests with an Idempotency-Key, which hold one while they are answered from the other pool. */
  keyPool: Pool;
  restLimit: RestLimit;
  /** For what describes the doors: it is for everybody, and made anew for each who asks. */
  documentLimit: RestLimit;
  openStreams: OpenStreams;
  prisma: Prisma;
  auth: Auth;
  /** The identity provider that people may sign in by; null when none is set. */
  oidc: Oidc | null;
  expressions: Expressions;
  artifacts: ArtifactStore;
  startQueue: StartQueue;
  secretBox: SecretBox;
  hookLimits: HookLimits;
  audit: AuditLog;
  /** What HTTP may reach beyond the public internet. */
  outbound: OutboundRules;
  notifier: () => Promise<Notifier>;
  runTails: RunTails;
  cap: StorageCap;
  /** Whether notifications go out by e-mail. */
  hasMail: boolean;
  /** Where people reach Heddle. */
  publicUrl: string;
  maxInputBytes: number;
  /** How long a worker keeps a task that is handed to it at a start. */
  leaseMs: number;
  /** Where it is told what becomes of runs, if anywhere. */
  tracing?: Promise<Tracing | undefined> | undefined;
}

export interface Context extends Services {
  headers: Headers;
  /** Null for an anonymous caller. */
  principal: Principal | null;
}
