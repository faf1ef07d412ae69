import { z } from "zod";
import { type CustomKind, StageKind } from "#core/kinds/registry.ts";
import type { Outcome, ReviewRequest } from "#core/outcome.ts";
import type { LogLine } from "#core/run-event.ts";
import type { Feedback } from "#core/verdict.ts";

/** An error that no retry mends: the attempt fails for good. Any other error is tried again while the retry policy allows. */
export class PermanentError extends Error {
  override readonly name: string = "PermanentError";
  readonly retryable = false;
}

/** What `run` returns when the stage does not simply complete; made by the helpers of its context. */
export class StageResult {
  readonly outcome: Extract<Outcome, { kind: "fan_out" | "skipped" | "awaiting_review" }>;

  constructor(outcome: StageResult["outcome"]) {
    this.outcome = outcome;
  }
}

/** A stored file, as it stands in an output; the schema is for outputs that hold one. */
export const Artifact = z.object({
  $artifact: z.object({ hash: z.string(), name: z.string(), mediaType: z.string(), size: z.int() }),
});
export type Artifact = z.infer<typeof Artifact>;

/** What `awaitReview` asks of a person: Markdown to read, anything to look at, and a form to fill in. */
export type ReviewQuestion = Pick<ReviewRequest, "summary"> &
  Partial<Omit<ReviewRequest, "summary" | "form">> & {
    /** A zod object, or a JSON Schema. */
    form?: z.ZodObject | Record<string, unknown>;
  };

/** What the stage knows and can do beside its input. */
export interface StageContext<Config = Record<string, never>> {
  config: Config;
  runId: number;
  /** The item that goes through the workflow, if it has one. */
  itemId: string | null;
  /** 1 for the first. */
  attempt: number;
  /** The same for every attempt of the task: what is sent outside carries it, so that it happens once. */
  idempotencyKey: string;
  /** What a check or a reviewer said of the attempt before; null for the first. */
  feedback: Feedback | null;
  /** The item of a subtask; null for the stage itself. */
  subtask: { item: unknown; index: number } | null;
  /** Aborted when the attempt must end: its time is up, the run was canceled, the worker stops. */
  signal: AbortSignal;
  log(text: string, level?: LogLine["level"]): void;
  /** How far the attempt has come, shown at the stage while it runs. Call it as often as you like: once a second is told. */
  progress(done: number, total: number, note?: string): void;
  artifacts: { put(name: string, content: string | Uint8Array, mediaType?: string): Promise<Artifact> };
  /** One subtask for each item: `run` is called again for each, with `subtask` set; the outputs become a list, in order. */
  fanOut(items: readonly unknown[]): StageResult;
  /** Nothing is to be done here; stages behind it run. */
  skip(output?: unknown): StageResult;
  /** Opens a review; its decision becomes the output of the stage. */
  awaitReview(question: ReviewQuestion): StageResult;
}

type Returned<Output extends z.ZodType> = z.input<Output> | StageResult;

interface StageOptions<Input extends z.ZodType, Output extends z.ZodType, Config extends z.ZodType> {
  /** Lower case words joined by . _ or -; workflows name the kind `custom:<name>`. */
  name: string;
  title?: string;
  description?: string;
  input: Input;
  output: Output;
  /** What is set at the stage in the editor; without it there is nothing to set. */
  config?: Config;
  run(input: z.output<Input>, context: StageContext<z.output<Config>>): Returned<Output> | Promise<Returned<Output>>;
}

const MARK = Symbol.for("heddle.stage");

/** A stage as the worker holds it: its schemas, and what it does with values that passed them. */
export interface DefinedStage {
  readonly kind: CustomKind;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  readonly config: z.ZodType;
  readonly run: (input: unknown, context: StageContext<unknown>) => unknown;
}

/**
 * Defines a stage of the kind `custom:<name>`. Returns what the worker loads from a file of HEDDLE_STAGES; throws an Error
 * that names what is wrong with the name.
 */
export function defineStage<
  Input extends z.ZodType,
  Output extends z.ZodType,
  Config extends z.ZodType = z.ZodObject<Record<never, never>>,
>(options: StageOptions<Input, Output, Config>): DefinedStage {
  const { name, title = name, description = "", input, output, config = z.strictObject({}) } = options;
  const kind = StageKind.safeParse(`custom:${name}`);
  if (!kind.success || name.length > 100)
    throw new Error(
      `The name ${JSON.stringify(name)} of a stage is not lower case words joined by . _ or - (100 at most)`,
    );
  const run = options.run as DefinedStage["run"];
  const stage = { kind: kind.data as CustomKind, name, title, description, input, output, config, run };
  return Object.defineProperty(stage, MARK, { value: true });
}

/** Whether an export of a file is a stage, whichever copy of this module made it. */
export const isStage = (value: unknown): value is DefinedStage =>
  typeof value === "object" && value !== null && MARK in value;
