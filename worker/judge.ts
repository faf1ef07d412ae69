import type { Check } from "#core/check.ts";
import type { Modules } from "#core/code-modules.ts";
import { codeConfig } from "#core/kinds/code.ts";
import type { Failure } from "#core/run-event.ts";
import { findUnstorable } from "#core/storable.ts";
import { readVerdict, type Verdict } from "#core/verdict.ts";
import type { PreviousAttempt } from "#server/engine/previous-attempts.ts";
import type { Expressions } from "#server/expressions/expressions.ts";
import type { AttemptContext } from "#worker/handlers/handler.ts";
import type { SandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import type { Scope } from "#worker/scope.ts";

/** An output that is to be judged, with what its check may look at. */
export interface Judged {
  check: Check;
  /** What the code of the check may import. */
  modules: Modules;
  scope: Scope;
  /** The stage's own input. */
  input: unknown;
  output: unknown;
  attempt: number;
  maxAttempts: number;
  previous: PreviousAttempt[];
}

/** Judges one output. What the check does wrong is a failure of the attempt; it never throws for it. */
export type Judge = (
  judged: Judged,
  control: Pick<AttemptContext, "signal" | "log" | "begin">,
) => Promise<{ ok: true; verdict: Verdict } | { ok: false; failure: Failure }>;

type Answer = { ok: true; value: unknown } | { ok: false; failure: Failure };

const failed = (code: string, message: string) => ({ ok: false, failure: { code, message, retryable: true } }) as const;

/** The judge of all stages: expressions go where all expressions go, code into the sandbox. */
export function createJudge({ expressions, sandbox }: { expressions: Expressions; sandbox: SandboxPool }): Judge {
  async function answerOf(judged: Judged, { signal, log, begin }: Parameters<Judge>[1]): Promise<Answer> {
    const { check, modules, scope, input, output, attempt, maxAttempts, previous } = judged;
    const { source } = check;
    if (source === undefined)
      return expressions.evaluate(check.expression ?? "", { ...scope, output, attempt, maxAttempts, previous });
    const { memoryMb, cpuMs } = codeConfig.parse({ source });
    const end = await sandbox.run({
      source,
      modules,
      input: output,
      context: { input, attempt, maxAttempts, previous },
      memoryMb,
      cpuMs,
      signal,
      onStart: begin,
      onLog: ({ level, text }) => log(level, `check: ${text}`),
    });
    return end.ok ? { ok: true, value: end.output } : end;
  }

  return async (judged, control) => {
    const answer = await answerOf(judged, control);
    if (!answer.ok) return failed("check_crashed", `The check failed: ${answer.failure.message}`);
    const verdict = readVerdict(answer.value);
    if ("problem" in verdict) return failed("check_not_verdict", verdict.problem);
    const unstorable = findUnstorable(verdict, "verdict");
    return unstorable ? failed("check_not_verdict", unstorable.message) : { ok: true, verdict };
  };
}
