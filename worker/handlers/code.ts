import { z } from "zod";
import type { Outcome } from "#core/outcome.ts";
import type { Queryable } from "#server/db.ts";
import { keepCode, noteAnswers, taskMemory } from "#server/engine/task-memory.ts";
import type { SecretBox } from "#server/secret-box.ts";
import { codeTask } from "#worker/handlers/code-task.ts";
import type { AttemptContext, Handler } from "#worker/handlers/handler.ts";
import { withArtifacts } from "#worker/handlers/made-artifacts.ts";
import { openTask, sealTask } from "#worker/sandbox/kept-task.ts";
import { KnownImages } from "#worker/sandbox/known-images.ts";
import { UnreadableMemory } from "#worker/sandbox/memory-codec.ts";
import type { HostAnswer, KeptTask } from "#worker/sandbox/messages.ts";
import type { SandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { HostCalls } from "#worker/services/host-calls.ts";
import type { HostService } from "#worker/services/host-service.ts";

interface CodeDeps {
  sandbox: SandboxPool;
  /** Where tasks that wait are kept, and what seals them. */
  db: Queryable;
  box: SecretBox;
  service: HostService;
  /** How long code may wait for a timer before it gives its place away. */
  patienceMs: number;
}

/** The last moment that Postgres and JavaScript both can write down. */
const MAX_DATE_MS = Date.UTC(9999, 0, 1);

/** That something is kept of the code: it waited, or the worker that made its calls was lost. */
const Kept = z.object({
  for: z.enum(["timer", "call"]),
  keepsMemory: z.literal(true),
  /** Whether it waited for calls, of which one has been called back; else it was its time, if it waited at all. */
  isCalledBack: z.boolean().optional(),
  waits: z.literal(true).optional(),
});

/**
 * Runs the stage's code in the sandbox, makes its calls to the outside, and stores the artifacts that it made. Before a call
 * is made, all there is of the code is kept; code that waits long gives its place away.
 */
export function codeHandler(deps: CodeDeps): Handler {
  const images = new KnownImages(deps.db);
  return async (config, input, attempt) => {
    const task = codeTask(config, input, attempt);
    const resumes = Kept.safeParse(attempt.suspension);
    const { sandbox, db, box, service, patienceMs } = deps;
    const { signal } = attempt;
    const calls = new HostCalls(service, attempt, `${attempt.idempotencyKey}-${attempt.attempt}`);
    let kept = resumes.success ? await keptTask(deps, attempt) : null;
    if (kept instanceof UnreadableMemory) return unreadable(kept);
    let answers: HostAnswer[] = [];
    const isWoken = resumes.data?.for === "timer" || (resumes.data?.waits && !resumes.data.isCalledBack);
    let notBefore = isWoken ? (kept?.wakeAt ?? 0) : 0;

    try {
      for (;;) {
        const end = await sandbox.runLong({
          ...task,
          patienceMs,
          kept,
          image: kept && images.other(kept.image),
          answers,
          notBefore,
        });
        if ("needsImage" in end) {
          if (kept && (await images.seek(kept.image))) continue;
          return unreadable(new UnreadableMemory("The task waits in a version of the sandbox that is not kept"));
        }
        if (!("kept" in end)) {
          if (answers.length > 0) await noteAnswers(db, attempt.taskId, attempt.lease, answers);
          if (!end.ok) return { kind: "failed", failure: end.failure };
          return { kind: "completed", output: await withArtifacts(end, attempt.artifacts) };
        }
        kept = end.kept;
        await images.keep(kept.image, sandbox.image);
        if (kept.calls.length === 0) {
          if (answers.length > 0) await noteAnswers(db, attempt.taskId, attempt.lease, answers);
          return suspended(box, attempt, kept);
        }
        const fresh = calls.fresh(kept.calls);
        // A timer alone has no effect outside: whoever takes over from before it comes to the same.
        if (fresh.length > 0 || answers.length > 0) {
          const code = { taskId: attempt.taskId, lease: attempt.lease, memory: sealTask(box, kept, attempt) };
          if (!(await keepCode(db, { ...code, calls: fresh, answers }))) return { kind: "interrupted" };
        }
        calls.make(fresh);
        const isLong = kept.wakeAt === null || kept.wakeAt - Date.now() > patienceMs;
        answers = await calls.answers(kept.wakeAt, isLong);
        if (signal.aborted) return STOPPED;
        // What there is of the code was kept already.
        if (isLong && answers.length === 0 && calls.onlyWait) return waiting(kept);
        notBefore = answers.length === 0 ? (kept.wakeAt ?? 0) : 0;
      }
    } finally {
      // What waits, or was told to end, holds no memory here.
      if (kept) sandbox.forget(kept);
    }
  };
}

/** The task as it was when it began to wait. */
async function keptTask({ db, box }: CodeDeps, attempt: AttemptContext): Promise<KeptTask | UnreadableMemory> {
  const sealed = await taskMemory(db, attempt.taskId);
  if (!sealed) return new UnreadableMemory("What was kept of the task is gone");
  try {
    return openTask(box, sealed, attempt);
  } catch (error) {
    if (error instanceof UnreadableMemory) return error;
    throw error;
  }
}

/** What it means is for whoever stopped it to say. */
const STOPPED: Outcome = {
  kind: "failed",
  failure: { code: "stopped", message: "The code was stopped while it waited for an answer", retryable: true },
};

/** Another attempt begins from the start. */
const unreadable = ({ message }: UnreadableMemory): Outcome => ({
  kind: "failed",
  failure: { code: "memory_unreadable", message, retryable: true },
});

// A date has an end: what waits for longer looks again then.
const asDate = (ms: number): string => new Date(Math.min(ms, MAX_DATE_MS)).toISOString();

/** It goes on when one of its calls is called back, or at the time of its first timer. */
const waiting = ({ wakeAt }: KeptTask): Outcome => ({
  kind: "suspended",
  suspension: { for: "call", keepsMemory: true, waits: true },
  wakeAt: wakeAt === null ? null : asDate(wakeAt),
});

const suspended = (box: SecretBox, attempt: AttemptContext, kept: KeptTask): Outcome => ({
  kind: "suspended",
  suspension: { for: "timer", keepsMemory: true },
  wakeAt: asDate(kept.wakeAt ?? MAX_DATE_MS),
  memory: Buffer.from(sealTask(box, kept, attempt)).toString("base64"),
});
