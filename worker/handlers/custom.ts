import { z } from "zod";
import { type DefinedStage, type ReviewQuestion, type StageContext, StageResult } from "#core/authoring/stages.ts";
import { cutText } from "#core/cut-text.ts";
import type { Outcome } from "#core/outcome.ts";
import { findUnstorable } from "#core/storable.ts";
import type { Feedback } from "#core/verdict.ts";
import type { AttemptContext, Handler } from "#worker/handlers/handler.ts";

const MAX_BYTES = 2_000;

const failed = (code: string, message: string, retryable: boolean, details?: unknown): Outcome => ({
  kind: "failed",
  failure: { code, message, retryable, ...(details !== undefined && { details }) },
});

/** Runs an operator's stage: checks config and input before, and what it returned after, by its schemas. */
export const customHandler =
  (stage: DefinedStage): Handler =>
  async (config, input, attempt) => {
    attempt.begin();
    const settings = await stage.config.safeParseAsync(config);
    if (!settings.success) return misfit("config", settings.error);
    const given = await stage.input.safeParseAsync(input);
    if (!given.success) return misfit("input", given.error);
    const returned = await run(stage, given.data, contextOf(attempt, settings.data));
    return "failure" in returned ? returned.failure : outcomeOf(stage, returned.value);
  };

type Returned = { value: unknown } | { failure: Outcome };

/** What `run` returns; it is not waited for when it does not heed its signal. */
async function run(stage: DefinedStage, input: unknown, context: StageContext<unknown>): Promise<Returned> {
  const { signal } = context;
  const stopped = Promise.withResolvers<Returned>();
  const stop = () => stopped.resolve({ failure: failed("stopped", "The attempt was told to stop", true) });
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  const ended = (async () => ({ value: await stage.run(input, context) }))().catch((error: unknown) => ({
    failure: thrown(error),
  }));
  try {
    return await Promise.race([stopped.promise, ended]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

async function outcomeOf(stage: DefinedStage, value: unknown): Promise<Outcome> {
  if (value instanceof StageResult) return storable(value.outcome);
  const output = await stage.output.safeParseAsync(value);
  if (!output.success) return misfit("output", output.error);
  return storable({ kind: "completed", output: plain(output.data) });
}

/** As JSON has it: dates become text, what is undefined goes. */
function plain(value: unknown): unknown {
  const text = JSON.stringify(value);
  return text === undefined ? null : JSON.parse(text);
}

function storable(outcome: Outcome): Outcome {
  const [value, root] =
    outcome.kind === "fan_out"
      ? [outcome.items, "items"]
      : outcome.kind === "awaiting_review"
        ? [outcome.review, "review"]
        : ["output" in outcome ? outcome.output : null, "output"];
  const problem = findUnstorable(value, root);
  return problem ? failed("output_not_storable", problem.message, false) : outcome;
}

/** A value that does not fit a schema: the same value will not fit the next time either. */
function misfit(what: "config" | "input" | "output", { issues }: z.ZodError): Outcome {
  const [first] = issues;
  const field = [what, ...(first?.path ?? [])].map(String).join(".");
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  return failed(`${what}_invalid`, text(`${field}: ${first?.message}${more}`), false, { field: text(field) });
}

function thrown(error: unknown): Outcome {
  if (!(error instanceof Error)) return failed("stage_threw", text(`The stage threw ${String(error)}`), true);
  const isPermanent = "retryable" in error && error.retryable === false;
  return failed("stage_threw", text(`${error.name}: ${error.message}`), !isPermanent, {
    stack: text(error.stack ?? ""),
  });
}

/** Text from the operator's code goes into the database. */
const text = (raw: string): string => cutText(raw.toWellFormed().replaceAll("\0", "\ufffd"), MAX_BYTES);

function contextOf(attempt: AttemptContext, config: unknown): StageContext<unknown> {
  const { signal, runId, itemId, idempotencyKey, subtask } = attempt;
  return {
    config,
    runId,
    itemId,
    attempt: attempt.attempt,
    idempotencyKey,
    feedback: attempt.feedback as Feedback | null,
    subtask,
    signal,
    log: (line, level = "info") => attempt.log(level, text(line)),
    progress: (done, total, note) => attempt.progress(counted(done), counted(total), note && text(note)),
    artifacts: {
      async put(name, content, mediaType = typeof content === "string" ? "text/plain" : "application/octet-stream") {
        const { hash, size } = await attempt.artifacts.put(
          typeof content === "string" ? Buffer.from(content) : content,
        );
        return { $artifact: { hash, name, mediaType, size } };
      },
    },
    fanOut: (items) => new StageResult({ kind: "fan_out", items: items.map(plain) }),
    skip: (output) => new StageResult({ kind: "skipped", output: plain(output) }),
    awaitReview: (question) => new StageResult({ kind: "awaiting_review", review: reviewOf(question) }),
  };
}

/** A count as the database keeps it, whatever was computed. */
const counted = (count: number): number => Math.min(Math.max(Math.round(count) || 0, 0), Number.MAX_SAFE_INTEGER);

const reviewOf = ({ summary, details, form, assignees, onReject }: ReviewQuestion) => ({
  summary,
  details: plain(details ?? null),
  form: form instanceof z.ZodType ? z.toJSONSchema(form, { io: "input" }) : (form ?? null),
  assignees: assignees ?? [],
  onReject: onReject ?? "fail",
});
