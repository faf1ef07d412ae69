import type { SkipReason, TaskStatus } from "#core/statuses.ts";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import type { ClaimedRun, ClaimedTask, StageOutput } from "#server/engine/advance.ts";

/** What the expressions of a task see (DESIGN 3). */
export interface Scope {
  input: unknown;
  item: { id: string | null };
  run: { id: number; workflow: string };
  stages: Record<string, { output: unknown; status: TaskStatus; skipReason: SkipReason | null }>;
  subtask?: { item: unknown; index: number };
}

/** Reads a payload back, from the row or from the artifact that its hash names. */
export const payloadOf = (store: ArtifactStore, value: unknown, hash: string | null): Promise<unknown> =>
  hash === null ? Promise.resolve(value) : store.readJson(hash);

/** A fan-out made more than can be handed to one stage. */
export class OutputsTooLarge extends Error {}

/** The output of a stage as the next one reads it: a fan-out's is the list of its subtasks' outputs, in order. */
async function outputOf(store: ArtifactStore, stageId: string, stage: StageOutput): Promise<unknown> {
  if (stage.isTooLarge)
    throw new OutputsTooLarge(
      `The outputs of the subtasks of stage ${stageId} are too large to be handed on together; let them make artifacts`,
    );
  if (!stage.subtasks) return payloadOf(store, stage.output, stage.outputHash);
  return Promise.all(
    stage.subtasks.map((subtask) =>
      subtask.status === "failed" ? { error: subtask.error } : payloadOf(store, subtask.output, subtask.outputHash),
    ),
  );
}

/** The part of the scope that all tasks of a run share in one batch of claims. */
async function runScope(store: ArtifactStore, run: ClaimedRun, workflow: string): Promise<Omit<Scope, "subtask">> {
  const outputs = await Promise.all(
    Object.entries(run.outputs).map(async ([stageId, stage]) => {
      const { status, skipReason } = stage;
      return [stageId, { output: await outputOf(store, stageId, stage), status, skipReason }] as const;
    }),
  );
  return {
    input: await payloadOf(store, run.input, run.inputHash),
    item: { id: run.itemId },
    run: { id: run.runId, workflow },
    stages: Object.fromEntries(outputs),
  };
}

/** Scopes of runs, made once for all tasks of a run that were claimed together. */
export class RunScopes {
  readonly #store: ArtifactStore;
  readonly #made = new WeakMap<ClaimedRun, ReturnType<typeof runScope>>();

  constructor(store: ArtifactStore) {
    this.#store = store;
  }

  of(run: ClaimedRun, workflow: string): ReturnType<typeof runScope> {
    const made = this.#made.get(run) ?? runScope(this.#store, run, workflow);
    this.#made.set(run, made);
    return made;
  }
}

/** The scope of one task: that of its run, and the subtask's element within a fan-out. */
export const taskScope = (shared: Omit<Scope, "subtask">, task: ClaimedTask): Scope =>
  task.subtask === null ? shared : { ...shared, subtask: { item: task.item, index: task.subtask } };
