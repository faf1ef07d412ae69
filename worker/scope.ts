import type { SkipReason, TaskStatus } from "#core/statuses.ts";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import type { StageOutput } from "#server/engine/advance.ts";

/** What the expressions of a task see (DESIGN 3). */
export interface Scope {
  input: unknown;
  item: { id: string | null };
  run: { id: number; workflow: string };
  stages: Record<string, StageInScope>;
  subtask?: { item: unknown; index: number };
  /** What a check or a reviewer said of the attempt before. */
  feedback?: unknown;
}

export interface StageInScope {
  output: unknown;
  status: TaskStatus;
  skipReason: SkipReason | null;
}

/** A fan-out made more than can be handed to one stage. */
export class OutputsTooLarge extends Error {}

const KEPT_PAYLOADS = 8;
/** What stands in the place of a subtask that was canceled. */
const CANCELED = { code: "canceled", message: "It was canceled" };

/** Reads payloads back, from their row or from the artifact that their hash names; the last few of those are kept. */
export class Payloads {
  readonly #store: ArtifactStore;
  readonly #kept = new Map<string, Promise<unknown>>();

  constructor(store: ArtifactStore) {
    this.#store = store;
  }

  read(value: unknown, hash: string | null): Promise<unknown> {
    if (hash === null) return Promise.resolve(value);
    const kept = this.#kept.get(hash);
    if (kept) return kept;
    const reading = this.#store.readJson(hash);
    reading.catch(() => this.#kept.delete(hash));
    this.#kept.set(hash, reading);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT_PAYLOADS && oldest !== undefined) this.#kept.delete(oldest);
    return reading;
  }

  /** The output of a stage as the next one reads it: a fan-out's is the list of its subtasks' outputs, in order. */
  async outputOf(stageId: string, { status, skipReason, ...stage }: StageOutput): Promise<StageInScope> {
    if (stage.isTooLarge)
      throw new OutputsTooLarge(
        `The outputs of the subtasks of stage ${stageId} are too large to be handed on together; let them make artifacts`,
      );
    if (!stage.subtasks) return { status, skipReason, output: await this.read(stage.output, stage.outputHash) };
    const outputs = stage.subtasks.map((subtask) =>
      subtask.status === "failed" || subtask.status === "canceled"
        ? { error: subtask.error ?? CANCELED }
        : this.read(subtask.output, subtask.outputHash),
    );
    return { status, skipReason, output: await Promise.all(outputs) };
  }
}
