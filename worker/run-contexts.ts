import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import type { Queryable } from "#server/db.ts";
import type { ClaimedRun, ClaimedTask, StageOutput } from "#server/engine/advance.ts";
import { contextsOf, outputsOf } from "#server/engine/contexts.ts";
import { Payloads, type Scope, type StageInScope } from "#worker/scope.ts";
import type { LoadedVersion } from "#worker/versions.ts";

interface Context extends Omit<ClaimedRun, "outputs"> {
  outputs: Map<string, Promise<StageOutput | undefined>>;
}

const KEPT_RUNS = 100;
const KEPT_OUTPUTS = 200;
/** A wider fan-out is put together anew for each batch of claims that reads it. */
const KEPT_SUBTASKS = 1_000;

const isKept = (output: StageOutput | undefined): boolean =>
  output !== undefined && (output.subtasks?.length ?? 0) <= KEPT_SUBTASKS;

/** A run between two rounds: within one epoch the output of a stage that has ended never changes. */
type Epoch = Pick<ClaimedRun, "runId" | "epoch">;

const keyOf = ({ runId, epoch }: Epoch): string => `${runId}:${epoch}`;

/**
 * What this worker knows of the runs that it works on, for one epoch each: their input, and outputs of stages that have
 * ended. A claim brings it for runs that are not known; what is missing is read.
 */
export class RunContexts {
  readonly #db: Queryable;
  readonly #payloads: Payloads;
  readonly #contexts = new Map<string, Context>();

  constructor(db: Queryable, store: ArtifactStore) {
    this.#db = db;
    this.#payloads = new Payloads(store);
  }

  /** The runs that a claim need not bring. */
  get known(): string[] {
    return [...this.#contexts.keys()];
  }

  /** Takes in what a claim brought. */
  learn(runs: readonly ClaimedRun[]): void {
    for (const { outputs, ...run } of runs) {
      const promised = Object.entries(outputs).map(([stageId, output]) => [stageId, Promise.resolve(output)] as const);
      this.#contexts.delete(keyOf(run));
      this.#contexts.set(keyOf(run), { ...run, outputs: new Map(promised) });
      const [oldest] = this.#contexts.keys();
      if (this.#contexts.size > KEPT_RUNS && oldest !== undefined) this.#contexts.delete(oldest);
    }
  }

  /** Takes in the output of a stage that this worker has settled itself. */
  remember(run: Epoch, stageId: string, output: StageOutput): void {
    const outputs = this.#contexts.get(keyOf(run))?.outputs;
    if (outputs && outputs.size < KEPT_OUTPUTS) outputs.set(stageId, Promise.resolve(output));
  }

  /** The context of a claimed task's run. */
  async of(task: ClaimedTask): Promise<Context> {
    const known = this.#contexts.get(keyOf(task));
    if (known) return known;
    const [run] = await contextsOf(this.#db, [task.taskId]);
    if (!run) throw new Error(`Run ${task.runId} is gone`);
    this.learn([run]);
    // Perhaps of a later epoch than the claim: then the rounds since left alone what this task reads, or it would be canceled.
    const learned = this.#contexts.get(keyOf(run));
    if (!learned) throw new Error(`Run ${task.runId} was forgotten at once`);
    return learned;
  }

  /** What the expressions of a task see: of the stages before it, those that they name. */
  async scopeOf(task: ClaimedTask, run: Context, version: LoadedVersion): Promise<Scope> {
    const reads = version.reads.get(task.stageId)?.[task.subtask === null ? "reads" : "subtaskReads"] ?? [];
    this.#read(
      run,
      reads.filter((stageId) => !run.outputs.has(stageId)),
    );
    // All taken before the first wait: what is too wide to be kept goes as soon as somebody has read it.
    const pending = reads.map((stageId) => [stageId, run.outputs.get(stageId)] as const);
    const stages: Record<string, StageInScope> = {};
    for (const [stageId, reading] of pending) {
      const output = await reading;
      if (output) stages[stageId] = await this.#payloads.outputOf(stageId, output);
      if (!isKept(output)) run.outputs.delete(stageId);
    }
    return {
      input: await this.#payloads.read(run.input, run.inputHash),
      item: { id: run.itemId },
      run: { id: run.runId, workflow: version.workflowName },
      stages,
      ...(task.subtask !== null && { subtask: { item: task.item, index: task.subtask } }),
      ...(task.feedback !== null && { feedback: task.feedback }),
    };
  }

  /** Reads outputs once for all tasks that ask for them at the same time. */
  #read(run: Context, missing: readonly string[]): void {
    if (missing.length === 0) return;
    const reading = outputsOf(this.#db, run.runId, missing);
    for (const stageId of missing) {
      const output = reading.then((outputs) => outputs[stageId]);
      output.catch(() => run.outputs.delete(stageId));
      run.outputs.set(stageId, output);
    }
  }
}
