import type { ModelMessage } from "ai";
import { type LlmConfig, llmConfig } from "#core/kinds/llm.ts";
import { feedbackRequest, jsonIn, problemWords, repairRequest, schemaInstruction } from "#core/llm-answer.ts";
import { type AttemptUsage, costOf } from "#core/llm-usage.ts";
import type { Outcome } from "#core/outcome.ts";
import { findUnstorable } from "#core/storable.ts";
import { Feedback } from "#core/verdict.ts";
import type { Expressions } from "#server/expressions/expressions.ts";
import { failed } from "#worker/handlers/call.ts";
import type { AttemptContext, Handler } from "#worker/handlers/handler.ts";
import type { Answer, Tokens } from "#worker/llm/ask-model.ts";
import { modelFetch } from "#worker/llm/model-fetch.ts";
import { soFar } from "#worker/llm/so-far.ts";
import type { ServiceCalls } from "#worker/services/service-calls.ts";

interface LlmDeps {
  /** Writes down what an attempt has used, and whether its output is known. */
  record: (attempt: AttemptContext, usage: AttemptUsage, isDone: boolean) => Promise<void>;
  services: ServiceCalls;
  /** What checks an answer against its schema, where an evil pattern does no harm. */
  schemas: Pick<Expressions, "validate">;
}

const MAX_PROMPT_UNITS = 4 * 1024 * 1024;

/** Asks a model. With a schema its answer must be JSON that fits; it is told once what does not, then the attempt fails. */
export const llmHandler =
  (deps: LlmDeps): Handler =>
  async (config, _input, attempt) => {
    attempt.begin();
    const stage = llmConfig.parse(config);
    const { model, system, prompt } = stage;
    const asked = questionOf(stage, await attempt.evaluate({ model, system, prompt }), attempt.feedback);
    if ("kind" in asked) return asked;
    const used = new Used();
    const outcome = await answer(deps, stage, asked, attempt, used);
    if (used.requests > 0)
      await deps.record(
        attempt,
        {
          attempt: attempt.attempt,
          model: asked.model,
          requests: used.requests,
          inputTokens: used.inputTokens,
          outputTokens: used.outputTokens,
          cost: costOf(used, stage),
        },
        outcome.kind === "completed",
      );
    return outcome;
  };

/** The tokens of one attempt. */
class Used implements Tokens {
  inputTokens = 0;
  outputTokens = 0;
  /** Those whose tokens are known. */
  requests = 0;

  add(tokens: Tokens | null): void {
    if (!tokens) return;
    this.inputTokens += tokens.inputTokens;
    this.outputTokens += tokens.outputTokens;
    this.requests += 1;
  }
}

interface Asked {
  model: string;
  system: string | undefined;
  messages: ModelMessage[];
}

function questionOf({ schema }: LlmConfig, given: unknown, feedback: unknown): Asked | Outcome {
  const { model, system, prompt } = given as Record<string, unknown>;
  if (typeof model !== "string" || model === "")
    return failed("bad_model", "config.model is not the name of a model, but empty or not text");
  if (system !== undefined && system !== null && typeof system !== "string")
    return failed("bad_prompt", "config.system is not text");
  if (prompt === undefined || prompt === null || prompt === "") return failed("bad_prompt", "config.prompt is empty");
  const text = typeof prompt === "string" ? prompt : JSON.stringify(prompt);
  const told = [system || null, schema ? schemaInstruction(schema) : null].filter((part) => part !== null).join("\n\n");
  if (text.length + told.length > MAX_PROMPT_UNITS)
    return failed("prompt_too_large", "config.prompt and config.system are longer than 4 MiB together");
  const before = Feedback.safeParse(feedback);
  const messages: ModelMessage[] = [{ role: "user", content: text }];
  if (before.success) messages.push({ role: "user", content: feedbackRequest(before.data) });
  return { model, system: told || undefined, messages };
}

async function answer(
  deps: LlmDeps,
  stage: LlmConfig,
  asked: Asked,
  attempt: AttemptContext,
  used: Used,
): Promise<Outcome> {
  const first = await ask(deps, stage, asked, attempt, used, 1);
  if ("kind" in first) return first;
  if (!stage.schema) return storable(first.text);
  const read = await fitting(deps, stage.schema, first.text);
  if ("kind" in read) return read;
  if ("value" in read) return storable(read.value);

  attempt.log("warn", `The answer does not fit the schema: ${problemWords(read.problems)}`);
  const messages: ModelMessage[] = [
    ...asked.messages,
    { role: "assistant", content: first.text },
    { role: "user", content: repairRequest(read.problems) },
  ];
  const second = await ask(deps, stage, { ...asked, messages }, attempt, used, 2);
  if ("kind" in second) return second;
  const mended = await fitting(deps, stage.schema, second.text);
  if ("kind" in mended) return mended;
  return "value" in mended ? storable(mended.value) : unfit(mended.problems, second.text);
}

/** The SDK is loaded when the first stage asks: most workers never do. */
async function ask(
  { services }: LlmDeps,
  { service, temperature, maxOutputTokens, schema }: LlmConfig,
  asked: Asked,
  attempt: AttemptContext,
  used: Used,
  request: number,
): Promise<Answer["end"]> {
  const { askModel } = await import("#worker/llm/ask-model.ts");
  const exchange = modelFetch({
    route: (call, signal) => services(service, call, { ...attempt, signal }),
    idempotencyKey: `${attempt.idempotencyKey}-${attempt.attempt}-${request}`,
  });
  const { end, tokens } = await askModel(
    {
      ...asked,
      temperature,
      maxOutputTokens,
      schema,
      signal: attempt.signal,
      onText: (text, hider) => attempt.write(text.length, () => soFar(text, hider)),
    },
    exchange,
  );
  used.add(tokens);
  return withAdvice(end, service);
}

/** What to do about a service that is not there, or does not let one in. */
function withAdvice(end: Answer["end"], service: string): Answer["end"] {
  if (!("kind" in end) || end.kind !== "failed") return end;
  const { failure } = end;
  const status = (failure.details as { status?: unknown } | undefined)?.status;
  if (failure.code === "unknown_service")
    return failed(
      "unknown_service",
      `There is no service ${service}: an editor adds it in the settings, with the base URL of an OpenAI-compatible endpoint and its key`,
    );
  if (status === 401 || status === 403)
    return failed(
      "key_refused",
      `${failure.message}: look at the credential of service ${service} in the settings`,
      false,
      failure.details,
    );
  return end;
}

type Fitting = { value: unknown } | { problems: string[] } | Outcome;

async function fitting({ schemas }: LlmDeps, schema: Record<string, unknown>, text: string): Promise<Fitting> {
  const read = jsonIn(text);
  if (!read) return { problems: ["it is not JSON"] };
  const checked = await schemas.validate(schema, read.value);
  if (!checked.ok) {
    const { message, retryable = false } = checked.failure;
    return failed("bad_schema", `config.schema: ${message}`, retryable);
  }
  return checked.problems.length === 0 ? read : { problems: checked.problems.map(({ message }) => message) };
}

const SHOWN = 2_000;

/** With feedback, so that a check's next attempt knows of it. */
const unfit = (problems: string[], text: string): Outcome => ({
  kind: "failed",
  failure: {
    code: "answer_does_not_fit",
    message: `The answer does not fit config.schema, also when it was asked for again: ${problemWords(problems)}`,
    retryable: true,
    details: { text: text.slice(0, SHOWN).toWellFormed().replaceAll("\0", "\ufffd") },
  },
  feedback: { summary: `The answer did not fit the schema: ${problemWords(problems)}` },
});

function storable(output: unknown): Outcome {
  const problem = findUnstorable(output, "output");
  return problem ? failed("output_not_storable", problem.message) : { kind: "completed", output };
}
