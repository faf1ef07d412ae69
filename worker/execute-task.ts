import { type AttemptRecord, recordOf } from "#core/attempt-record.ts";
import { maxAttemptsOf } from "#core/backoff.ts";
import { functionsUsedBy } from "#core/code-modules.ts";
import type { Stage } from "#core/definition.ts";
import { fanOutRefusal } from "#core/fan-out.ts";
import { inputParts } from "#core/input-parts.ts";
import type { AttemptStop, Outcome } from "#core/outcome.ts";
import { settle } from "#core/settle.ts";
import { timeoutFeedback } from "#core/settle-check.ts";
import { findUnstorable } from "#core/storable.ts";
import { resolve } from "#core/taken.ts";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import { hashOf } from "#server/content-hash.ts";
import type { ClaimedTask } from "#server/engine/advance.ts";
import type { PreviousAttempt } from "#server/engine/previous-attempts.ts";
import type { SettlementRow } from "#server/engine/settlement-row.ts";
import type { Expressions } from "#server/expressions/expressions.ts";
import { isUnreachable } from "#server/postgres/is-unreachable.ts";
import type { ChildRuns } from "#worker/children.ts";
import type { AttemptContext } from "#worker/handlers/handler.ts";
import type { Handlers } from "#worker/handlers/registry.ts";
import type { Judge } from "#worker/judge.ts";
import type { Scope } from "#worker/scope.ts";
import { recording, storedSettlement } from "#worker/settlement-of.ts";
import type { LoadedVersion } from "#worker/versions.ts";

export interface ExecuteDeps {
  expressions: Expressions;
  artifacts: ArtifactStore;
  handlers: Handlers;
  judge: Judge;
  random: () => number;
}

/** A claimed task with what its run and version hold for it. */
export interface ReadyTask {
  task: ClaimedTask;
  workspaceId: string;
  version: LoadedVersion;
  scope: Scope;
  children: ChildRuns;
  /** Its earlier attempts, asked for only when a check may look at them. */
  previous(): Promise<PreviousAttempt[]>;
  /** Whether the run is based on another, whose outputs it reuses. */
  isBased: boolean;
  /** Looks for its output by the input hash. False when nobody knows it; else the task has been settled, or waits. */
  seek(inputDigest: string): Promise<boolean>;
}

/** How an attempt is told to stop, starts its clock, and writes to its log. */
export type AttemptControl = Pick<AttemptContext, "signal" | "begin" | "log" | "progress" | "write">;

const failed = (code: string, message: string, retryable = false): Extract<Outcome, { kind: "failed" }> => ({
  kind: "failed",
  failure: { code, message, retryable },
});

/** Another worker may have loaded the stage since, so it is worth another attempt. */
const unknownKind = (kind: string): Outcome =>
  failed("unknown_stage", `This worker has loaded no stage ${kind}; see HEDDLE_STAGES`, true);

/** What a handler returned, unless it asks for subtasks that cannot be. */
function allowed(outcome: Outcome, { task }: ReadyTask): Outcome {
  if (outcome.kind !== "fan_out") return outcome;
  const failure = fanOutRefusal(task.stageId, outcome.items.length, task.subtask !== null);
  return failure ? { kind: "failed", failure } : outcome;
}

/** An attempt that was told to stop. A lost lease or a canceled run settles nothing: the database refuses it. */
function stopped(reason: AttemptStop, stage: Stage): Outcome {
  if (reason !== "timeout") return { kind: "interrupted" };
  const timedOut = failed("timeout", `The stage took longer than ${stage.timeoutMs} ms`, true);
  const feedback = { summary: `Attempt timed out after ${stage.timeoutMs} ms` };
  return stage.check ? { ...timedOut, feedback } : timedOut;
}

/** Whether a path led here: dependencies with `when` are asked when all parents have ended (docs/decisions/002). */
async function isTaken({ version, scope, task }: ReadyTask, expressions: Expressions): Promise<boolean> {
  const incoming = version.incoming.get(task.stageId) ?? [];
  if (task.subtask !== null || !incoming.some(({ when }) => when)) return true;
  for (const dependency of incoming) {
    const parent = scope.stages[dependency.from];
    if (!parent || resolve(dependency, parent) !== "taken") continue;
    if (!dependency.when || (await evaluate(expressions, dependency.when, scope)) === true) return true;
  }
  return false;
}

const isForCache = (suspension: unknown): boolean =>
  typeof suspension === "object" && suspension !== null && "for" in suspension && suspension.for === "cache";

class ExpressionFailed extends Error {}

async function evaluate(expressions: Expressions, template: unknown, scope: unknown): Promise<unknown> {
  const result = await expressions.resolveTemplate(template, scope);
  if (!result.ok) throw new ExpressionFailed(result.failure.message);
  return result.value;
}

async function fanOut(stage: Stage, scope: Scope, expressions: Expressions): Promise<Outcome> {
  const items = await evaluate(expressions, stage.forEach?.items, scope);
  if (Array.isArray(items)) return { kind: "fan_out", items };
  return failed("for_each_not_list", `forEach.items of stage ${stage.id} is not a list`);
}

/** The outcome with the verdict of the stage's check on the output; a check that breaks fails the attempt. */
async function checked(
  { judge }: ExecuteDeps,
  { task: { attempt }, scope, previous, version }: ReadyTask,
  stage: Stage,
  input: unknown,
  outcome: Outcome,
  control: AttemptControl,
): Promise<Outcome> {
  const { check } = stage;
  if (check && outcome.kind === "failed") {
    const feedback = timeoutFeedback(outcome.failure);
    return feedback ? { ...outcome, feedback } : outcome;
  }
  if (!check || outcome.kind !== "completed") return outcome;
  const before = attempt > 1 ? await previous() : [];
  const modules = version.modules.get(stage.id) ?? {};
  const judged = { check, modules, scope, input, output: outcome.output, attempt, maxAttempts: maxAttemptsOf(stage) };
  const answer = await judge({ ...judged, previous: before }, control);
  return answer.ok ? { ...outcome, verdict: answer.verdict } : { kind: "failed", failure: answer.failure };
}

/** Of a gate that opens again, an earlier approval of the same content is looked for. */
const isSought = ({ kind, cache }: Stage, { isBased, task }: ReadyTask): boolean =>
  isBased || (cache !== undefined && cache.scope !== "off") || (kind === "review" && task.round > 1);

/**
 * One attempt of a task, from its claim to the row that settles it: condition, fan-out, input, known output, handler, check,
 * settlement, payloads. Null when its output was known, or is awaited. Never throws for what the stage does;
 * `control.signal` ends the work, its reason says why.
 */
export async function executeTask(
  deps: ExecuteDeps,
  ready: ReadyTask,
  control: AttemptControl,
): Promise<SettlementRow | null> {
  const { task, scope } = ready;
  const { signal } = control;
  const stage = ready.version.stages.get(task.stageId);
  if (!stage) throw new Error(`Stage ${task.stageId} is not in its version`);
  const startedAt = performance.now();
  const { artifacts, made } = recording(deps.artifacts);
  let input: unknown;
  let digest: string | undefined;
  // What waited for an output goes on as if it began.
  const suspension = isForCache(task.suspension) ? null : (task.suspension ?? null);

  const attempt = async (): Promise<Outcome | "not_taken" | "known"> => {
    if (!(await isTaken(ready, deps.expressions))) return "not_taken";
    if (stage.forEach && task.subtask === null) return fanOut(stage, scope, deps.expressions);
    if (stage.input !== undefined) {
      const given = await evaluate(deps.expressions, stage.input, scope);
      const problem = findUnstorable(given, "input");
      if (problem) return failed("input_not_storable", problem.message);
      input = given;
    } else input = scope.subtask && stage.forEach ? { item: scope.subtask.item } : scope.input;
    const functions = functionsUsedBy(stage, ready.version.functions);
    digest = hashOf(inputParts(stage, input, ready.version.configReads.get(stage.id), { ...scope }, functions));
    if (suspension === null && isSought(stage, ready) && (await ready.seek(digest))) return "known";
    const handler = deps.handlers[stage.kind];
    if (!handler) return unknownKind(stage.kind);
    return handler(stage.config, input, {
      ...control,
      artifacts,
      modules: ready.version.modules.get(stage.id) ?? {},
      workspaceId: ready.workspaceId,
      runId: task.runId,
      itemId: scope.item.id,
      taskId: task.taskId,
      lease: task.lease,
      subtask: scope.subtask ?? null,
      attempt: task.attempt,
      feedback: task.feedback,
      idempotencyKey: `task-${task.taskId}`,
      suspension,
      children: ready.children,
      evaluate: (template, more) => evaluate(deps.expressions, template, more ? { ...scope, ...more } : scope),
    });
  };

  const outcome = await attempt().catch((error: unknown): Outcome => {
    if (error instanceof ExpressionFailed) return failed("expression", error.message);
    // Not the stage's fault: no attempt is spent, its lease runs out and it is rescued.
    if (isUnreachable(error)) throw error;
    return failed("stage_crashed", error instanceof Error ? error.message : String(error), true);
  });
  if (outcome === "known") return null;
  const ended = (record: AttemptRecord | null) => ({
    input,
    digest,
    record,
    durationMs: Math.round(performance.now() - startedAt),
    artifacts: made,
  });
  if (outcome === "not_taken")
    return storedSettlement(
      deps.artifacts,
      task,
      { to: "skipped", skipReason: "not_taken", output: null },
      ended(null),
    );
  const judged = await checked(deps, ready, stage, input, allowed(outcome, ready), control);
  const known = judged.kind === "failed" && signal.aborted ? stopped(signal.reason as AttemptStop, stage) : judged;
  const settlement = settle(task.attempt, stage, known, deps.random());
  return storedSettlement(deps.artifacts, task, settlement, ended(recordOf(stage, known)));
}
