import { createHash } from "node:crypto";
import type { Stage } from "#core/definition.ts";
import type { AttemptStop, Outcome } from "#core/outcome.ts";
import { type Settlement, settle } from "#core/settle.ts";
import { findUnstorable } from "#core/storable.ts";
import { resolve } from "#core/taken.ts";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import { storePayload } from "#server/artifacts/payload.ts";
import type { ClaimedTask } from "#server/engine/advance.ts";
import {
  type ArtifactRow,
  type SettlementRow,
  type StoredPayload,
  settlementRow,
} from "#server/engine/settlement-row.ts";
import type { Expressions } from "#server/expressions/expressions.ts";
import { artifactsIn } from "#worker/artifacts-in.ts";
import type { AttemptContext } from "#worker/handlers/handler.ts";
import type { Handlers } from "#worker/handlers/registry.ts";
import type { Scope } from "#worker/scope.ts";
import type { LoadedVersion } from "#worker/versions.ts";

export interface ExecuteDeps {
  expressions: Expressions;
  artifacts: ArtifactStore;
  handlers: Handlers;
  random: () => number;
}

/** A claimed task with what its run and version hold for it. */
export interface ReadyTask {
  task: ClaimedTask;
  workspaceId: string;
  version: LoadedVersion;
  scope: Scope;
}

/** How many subtasks a stage may have. */
const MAX_SUBTASKS = 100_000;

/** How an attempt is told to stop, starts its clock, and writes to its log. */
export type AttemptControl = Pick<AttemptContext, "signal" | "begin" | "log">;

const failed = (code: string, message: string, retryable = false): Outcome => ({
  kind: "failed",
  failure: { code, message, retryable },
});

/** An attempt that was told to stop. A lost lease or a canceled run settles nothing: the database refuses it. */
function stopped(reason: AttemptStop, stage: Stage): Outcome {
  if (reason === "timeout") return failed("timeout", `The stage took longer than ${stage.timeoutMs} ms`, true);
  return { kind: "interrupted" };
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

class ExpressionFailed extends Error {}

async function evaluate(expressions: Expressions, template: unknown, scope: unknown): Promise<unknown> {
  const result = await expressions.resolveTemplate(template, scope);
  if (!result.ok) throw new ExpressionFailed(result.failure.message);
  return result.value;
}

async function fanOut(stage: Stage, scope: Scope, expressions: Expressions): Promise<Outcome> {
  const items = await evaluate(expressions, stage.forEach?.items, scope);
  if (Array.isArray(items) && items.length <= MAX_SUBTASKS) return { kind: "fan_out", items };
  if (Array.isArray(items))
    return failed(
      "too_many_subtasks",
      `forEach.items of stage ${stage.id} has ${items.length} items; a stage has ${MAX_SUBTASKS} subtasks at most`,
    );
  return failed("for_each_not_list", `forEach.items of stage ${stage.id} is not a list`);
}

/**
 * One attempt of a task, from its claim to the row that settles it: condition, fan-out, input, handler, settlement,
 * payloads. Never throws for what the stage does; `control.signal` ends the work, its reason says why.
 */
export async function executeTask(
  deps: ExecuteDeps,
  ready: ReadyTask,
  control: AttemptControl,
): Promise<SettlementRow> {
  const { task, scope } = ready;
  const { signal } = control;
  const stage = ready.version.stages.get(task.stageId);
  if (!stage) throw new Error(`Stage ${task.stageId} is not in its version`);
  const { artifacts, made } = recording(deps.artifacts);
  let input: unknown;

  const attempt = async (): Promise<Outcome | "not_taken"> => {
    if (!(await isTaken(ready, deps.expressions))) return "not_taken";
    if (stage.forEach && task.subtask === null) return fanOut(stage, scope, deps.expressions);
    if (stage.input !== undefined) {
      const given = await evaluate(deps.expressions, stage.input, scope);
      const problem = findUnstorable(given, "input");
      if (problem) return failed("input_not_storable", problem.message);
      input = given;
    } else input = scope.subtask ? { item: scope.subtask.item } : scope.input;
    return deps.handlers[stage.kind](stage.config, input, {
      ...control,
      artifacts,
      workspaceId: ready.workspaceId,
      runId: task.runId,
      taskId: task.taskId,
      attempt: task.attempt,
      idempotencyKey: `task-${task.taskId}`,
      suspension: task.suspension ?? null,
      evaluate: (template) => evaluate(deps.expressions, template, scope),
    });
  };

  const outcome = await attempt().catch((error: unknown): Outcome => {
    if (error instanceof ExpressionFailed) return failed("expression", error.message);
    return failed("stage_crashed", error instanceof Error ? error.message : String(error), true);
  });
  const settlement: Settlement =
    outcome === "not_taken"
      ? { to: "skipped", skipReason: "not_taken", output: null }
      : settle(
          task.attempt,
          stage,
          outcome.kind === "failed" && signal.aborted ? stopped(signal.reason as AttemptStop, stage) : outcome,
          deps.random(),
        );
  return stored(deps.artifacts, made, task, settlement, input);
}

/** The store, and the bytes by hash of what this attempt has put into it: only that may its output claim as its own. */
function recording(store: ArtifactStore): { artifacts: ArtifactStore; made: Map<string, number> } {
  const made = new Map<string, number>();
  const put: ArtifactStore["put"] = async (content) => {
    const artifact = await store.put(content);
    made.set(artifact.hash, artifact.size);
    return artifact;
  };
  return { artifacts: { ...store, put }, made };
}

/** Puts payloads where they belong and names the artifacts of the output. */
async function stored(
  store: ArtifactStore,
  made: ReadonlyMap<string, number>,
  task: ClaimedTask,
  settlement: Settlement,
  input: unknown,
): Promise<SettlementRow> {
  const hasOutput = settlement.to === "completed" || settlement.to === "skipped";
  const output: StoredPayload | undefined = hasOutput ? await storePayload(store, settlement.output) : undefined;
  const seen: StoredPayload = input === undefined ? { value: null, hash: null } : await storePayload(store, input);
  const artifacts: ArtifactRow[] = hasOutput ? artifactsIn(settlement.output, made) : [];
  const review = settlement.to === "awaiting_review" ? bound(settlement.review) : undefined;
  return {
    ...settlementRow(task, settlement, output, review),
    input: seen.value,
    input_hash: seen.hash,
    ...(artifacts.length > 0 && { artifacts }),
  };
}

/** A review with the hash of what is shown, to which a decision binds. */
const bound = <Review extends object>(review: Review) => ({
  ...review,
  contentHash: createHash("sha256").update(JSON.stringify(review)).digest("hex"),
});
