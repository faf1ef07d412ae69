import { codeOf, type Modules } from "#core/code-modules.ts";
import type { AttemptStop, Outcome } from "#core/outcome.ts";
import { functionsNamedIn, modulesOf } from "#core/published-functions.ts";
import { findUnstorable } from "#core/storable.ts";
import { isTrialKind } from "#core/trial.ts";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import type { Queryable } from "#server/db.ts";
import type { Expressions } from "#server/expressions/expressions.ts";
import { findFunctions, rowsOf } from "#server/functions/find-functions.ts";
import { findRecentArtifact } from "#server/trials/find-recent-artifact.ts";
import type { ClaimedTrial } from "#server/trials/trial-queue.ts";
import type { ChildRuns } from "#worker/children.ts";
import type { AttemptContext, Handler } from "#worker/handlers/handler.ts";
import type { SandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { withHeddle } from "#worker/services/heddle/heddle-service.ts";
import type { HostService } from "#worker/services/host-service.ts";
import { heddleAlone } from "#worker/trials/heddle-alone.ts";
import { scratchFiles } from "#worker/trials/scratch-files.ts";
import type { TrialRecord } from "#worker/trials/trial-record.ts";
import { tryCode } from "#worker/trials/try-code.ts";

export interface TryDeps {
  sandbox: SandboxPool;
  expressions: Expressions;
  artifacts: ArtifactStore;
  /** Where published functions, values and files are. */
  db: Queryable;
  /** What code may call besides Heddle itself. */
  service: HostService;
  http: Handler;
  llm: Handler;
  transform: Handler;
}

const failed = (code: string, message: string): Outcome => ({ kind: "failed", failure: { code, message } });

class ExpressionFailed extends Error {}

/**
 * One attempt of a stage by itself, with what is pinned: in the same sandbox and through the same guard as in a run, under
 * its own limits. What it does is written to `record`; it touches no run, keeps no artifact and fills no cache.
 */
export async function tryStage(
  { sandbox, service, db, ...deps }: TryDeps,
  trial: ClaimedTrial,
  record: TrialRecord,
  signal: AbortSignal,
): Promise<Outcome> {
  const { stage, pin, workspaceId, workflowName } = trial;
  const { expressions } = deps;
  const { artifacts, files } = scratchFiles(deps.artifacts, (hash) =>
    findRecentArtifact(db, { workspaceId, workflowName, hash }),
  );
  try {
    const attempt = attemptOf({ expressions, artifacts }, trial, await modulesFor(db, trial), record, signal);
    if (!isTrialKind(stage.kind)) return failed("unknown_stage", `A stage of kind ${stage.kind} cannot run alone`);
    const services = record.answering(withHeddle(heddleAlone(db, expressions, files), service), pin.mocks);
    const outcome =
      stage.kind === "code"
        ? await tryCode({ sandbox, service: services }, stage.config, pin.input, attempt)
        : await deps[stage.kind](stage.config, pin.input, attempt);
    const problem = outcome.kind === "completed" && findUnstorable(outcome.output, "output");
    if (problem) return failed("output_not_storable", problem.message);
    return outcome.kind === "failed" && signal.aborted ? stopped(signal.reason as AttemptStop, outcome) : outcome;
  } catch (error) {
    if (error instanceof ExpressionFailed) return failed("expression", error.message);
    return failed("stage_crashed", error instanceof Error ? error.message : String(error));
  }
}

const stopped = (reason: AttemptStop, outcome: Outcome): Outcome => {
  if (reason === "timeout") return failed("timeout", "It took longer than a stage may take that runs alone");
  return reason === "stopping" ? failed("stopping", "The worker is stopping; run it again") : outcome;
};

async function modulesFor(
  db: Queryable,
  { workspaceId, stage, functions }: Pick<ClaimedTrial, "workspaceId" | "stage" | "functions">,
): Promise<Modules> {
  const own = functions ?? undefined;
  const named = codeOf(stage, own).flatMap(functionsNamedIn);
  return modulesOf(stage, own, await findFunctions(rowsOf(db), workspaceId, named));
}

function attemptOf(
  { expressions, artifacts }: Pick<TryDeps, "expressions" | "artifacts">,
  { id, workspaceId, workflowName, stage, pin, lease }: ClaimedTrial,
  modules: Modules,
  record: TrialRecord,
  signal: AbortSignal,
): AttemptContext {
  const scope = { run: { id: 0, workflow: workflowName }, stages: {}, ...(isObject(pin.input) && pin.input) };
  return {
    signal,
    begin: () => undefined,
    log: (level, text) => record.log(level, text),
    progress: () => undefined,
    write: (_, text) => record.write(text),
    artifacts,
    modules,
    workspaceId,
    // There is no run: what is written down of the uses of secrets says so by 0.
    runId: 0,
    taskId: id,
    itemId: null,
    lease,
    attempt: 1,
    subtask: null,
    feedback: null,
    idempotencyKey: `trial-${id}-${stage.id}`,
    suspension: null,
    children: NO_CHILDREN,
    async evaluate(template, more) {
      const result = await expressions.resolveTemplate(template, { ...scope, ...more });
      if (!result.ok) throw new ExpressionFailed(result.failure.message);
      return result.value;
    },
  };
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const noRun = () => Promise.reject(new Error("A stage that runs alone starts no runs"));
const NO_CHILDREN: ChildRuns = { request: noRun, start: noRun, outputOf: noRun };
