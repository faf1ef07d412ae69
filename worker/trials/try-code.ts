import type { Outcome } from "#core/outcome.ts";
import { codeTask } from "#worker/handlers/code-task.ts";
import type { AttemptContext } from "#worker/handlers/handler.ts";
import { withArtifacts } from "#worker/handlers/made-artifacts.ts";
import type { HostAnswer, KeptTask } from "#worker/sandbox/messages.ts";
import type { SandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { HostCalls } from "#worker/services/host-calls.ts";
import type { HostService } from "#worker/services/host-service.ts";

const PATIENCE_MS = 2_000;
/** No trial lasts as long, and no timer of Node can be longer than 24 days. */
const LONGEST_MS = 3_600_000;

/**
 * Runs code in the sandbox as its handler does, but keeps nothing: what waits is held in memory, and a long wait is not
 * waited for; the clock of the code goes on to its end.
 */
export async function tryCode(
  { sandbox, service }: { sandbox: SandboxPool; service: HostService },
  config: unknown,
  input: unknown,
  attempt: AttemptContext,
): Promise<Outcome> {
  const task = codeTask(config, input, attempt);
  const calls = new HostCalls(service, attempt, attempt.idempotencyKey);
  let kept: KeptTask | null = null;
  let answers: HostAnswer[] = [];
  /** How far the clock of the code is ahead, after waits that were left out. */
  let aheadMs = 0;
  let wakeAt = 0;

  try {
    for (;;) {
      const end = await sandbox.runLong({
        ...task,
        patienceMs: PATIENCE_MS,
        kept,
        answers,
        notBefore: Math.max(wakeAt, Date.now() + aheadMs),
      });
      if ("needsImage" in end) throw new Error("A stage that runs alone stays in one version of the sandbox");
      if (!("kept" in end)) {
        if (!end.ok) return { kind: "failed", failure: end.failure };
        return { kind: "completed", output: await withArtifacts(end, attempt.artifacts) };
      }
      kept = end.kept;
      answers = [];
      if (kept.calls.length === 0) {
        wakeAt = kept.wakeAt ?? 0;
        aheadMs = Math.max(aheadMs, wakeAt - Date.now());
        attempt.log("info", `(It waits until ${dateOf(wakeAt)}: alone it goes on at once)`);
        continue;
      }
      calls.make(calls.fresh(kept.calls));
      const latest = Date.now() + LONGEST_MS;
      answers = await calls.answers(kept.wakeAt === null ? latest : Math.min(latest, kept.wakeAt - aheadMs), false);
      if (attempt.signal.aborted) return STOPPED;
      wakeAt = answers.length === 0 ? (kept.wakeAt ?? 0) : 0;
    }
  } finally {
    if (kept) sandbox.forget(kept);
  }
}

const dateOf = (ms: number): string =>
  Number.isNaN(new Date(ms).getTime()) ? "the end of time" : new Date(ms).toISOString();

/** What it means is for whoever stopped it to say. */
const STOPPED: Outcome = {
  kind: "failed",
  failure: { code: "stopped", message: "The code was stopped while it waited for an answer" },
};
