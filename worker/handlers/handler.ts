import type { Modules } from "#core/code-modules.ts";
import type { Outcome } from "#core/outcome.ts";
import type { LogLine } from "#core/run-event.ts";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import type { ChildRuns } from "#worker/children.ts";

/** What a handler has besides its config and input. */
export interface AttemptContext {
  /** Aborted when the attempt must end; its reason is an AttemptStop. */
  signal: AbortSignal;
  /** Starts the clock of the stage's timeout. A handler calls it when its work begins: waiting in line does not count. */
  begin(): void;
  log(level: LogLine["level"], text: string): void;
  /** How far the attempt has come; told in the log of the run, about once a second. */
  progress(done: number, total: number, note?: string): void;
  /** Shows what the stage has written of its output so far, of so many characters; asked for about once a second. */
  write(characters: number, text: () => string): void;
  artifacts: ArtifactStore;
  /** What its code may import. */
  modules: Modules;
  workspaceId: string;
  runId: number;
  itemId: string | null;
  taskId: number;
  /** What a write about this attempt carries: it is refused once the lease is lost. */
  lease: string;
  attempt: number;
  /** The item of a subtask, and which it is; null for the stage itself. */
  subtask: { item: unknown; index: number } | null;
  /** What a check or a reviewer said of the attempt before; null for the first. */
  feedback: unknown;
  /** The same for every attempt of the task. */
  idempotencyKey: string;
  /** What the attempt was suspended for, with what whoever woke it has added; null when it begins. */
  suspension: unknown;
  /** The runs that the stage starts and waits for. */
  children: ChildRuns;
  /** Replaces the expressions in a template by their values over the task's scope, and `more` beside it; throws when one fails. */
  evaluate(template: unknown, more?: Record<string, unknown>): Promise<unknown>;
}

/** Does one attempt of a stage. What the stage does wrong is an outcome; only what Heddle does wrong is thrown. */
export type Handler = (config: unknown, input: unknown, attempt: AttemptContext) => Promise<Outcome>;
