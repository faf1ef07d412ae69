import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { type JSONSchema7, jsonSchema, type ModelMessage, Output, StreamProviderError, streamText } from "ai";
import type { Hider } from "#core/hidden-values.ts";
import type { LlmConfig } from "#core/kinds/llm.ts";
import type { LlmUsage } from "#core/llm-usage.ts";
import type { Outcome } from "#core/outcome.ts";
import { failed } from "#worker/handlers/call.ts";
import type { Exchange } from "#worker/llm/model-fetch.ts";

/** More text than an answer of a million tokens is likely to have, and less than would hurt a worker. */
const MAX_ANSWER_UNITS = 4 * 1024 * 1024;
const MAX_TOKENS = 1_000_000_000;
const SHOWN = 2_000;

export interface Question extends Pick<LlmConfig, "temperature" | "maxOutputTokens" | "schema"> {
  model: string;
  system: string | undefined;
  messages: ModelMessage[];
  signal: AbortSignal;
  /** Is told all that the model has said so far, each time that it says more, and what to hide in it. */
  onText: (text: string, hider: Hider | null) => void;
}

export type Tokens = Pick<LlmUsage, "inputTokens" | "outputTokens">;

export interface Answer {
  /** What the model said, or how the attempt ends without that. */
  end: { text: string } | Outcome;
  /** Null when the endpoint did not tell. */
  tokens: Tokens | null;
}

/** One request to a model and its answer, as far as it came. Secrets are hidden in it; never throws for what the endpoint does. */
export async function askModel(question: Question, exchange: Exchange): Promise<Answer> {
  const { temperature, maxOutputTokens, schema, system, messages, signal, onText } = question;
  const provider = createOpenAICompatible({
    name: "llm",
    // Never resolved: the exchange knows the way.
    baseURL: "http://llm.invalid",
    fetch: exchange.fetch,
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
  let text = "";
  let tokens: Tokens | null = null;
  let reason = "none";
  let problem: unknown = null;
  const stopping = new AbortController();
  try {
    const { stream } = streamText({
      model: provider(question.model),
      messages,
      maxRetries: 0,
      abortSignal: AbortSignal.any([signal, stopping.signal]),
      onError: () => undefined,
      ...(system && { system }),
      ...(temperature !== undefined && { temperature }),
      ...(maxOutputTokens !== undefined && { maxOutputTokens }),
      // Strict schemas are a subset that the author did not agree to.
      ...(schema && {
        output: Output.object({ schema: jsonSchema(schema as JSONSchema7) }),
        providerOptions: { llm: { strictJsonSchema: false } },
      }),
    });
    for await (const part of stream) {
      if (part.type === "text-delta") {
        text += part.text;
        if (text.length > MAX_ANSWER_UNITS) break;
        onText(text, exchange.hider());
      } else if (part.type === "error") {
        problem = part.error;
        break;
      } else if (part.type === "finish") {
        reason = part.finishReason;
        const { inputTokens, outputTokens } = part.totalUsage;
        if (inputTokens !== undefined || outputTokens !== undefined)
          tokens = { inputTokens: counted(inputTokens), outputTokens: counted(outputTokens) };
      }
    }
  } catch (error) {
    problem = error;
  } finally {
    stopping.abort();
  }
  const hide = (said: string) => exchange.hider()?.text(said) ?? said;
  return { end: exchange.failure() ?? endOf(text, reason, problem, hide), tokens };
}

/** The endpoint may tell anything. */
const counted = (tokens = 0): number => (tokens > 0 ? Math.min(Math.round(tokens), MAX_TOKENS) : 0);

function endOf(text: string, reason: string, problem: unknown, hide: (text: string) => string): Answer["end"] {
  const said = () => ({ text: hide(text).slice(0, SHOWN) });
  if (text.length > MAX_ANSWER_UNITS) return failed("answer_too_large", "The answer is longer than 4 MiB");
  if (problem !== null) {
    if (StreamProviderError.isInstance(problem))
      return failed(
        "model_error",
        `The model stopped: ${hide(problem.message).slice(0, SHOWN)}`,
        problem.isRetryable,
        said(),
      );
    return failed("bad_stream", "The endpoint sent what is no stream of chat completions", true, said());
  }
  switch (reason) {
    case "stop":
      if (text === "") return failed("empty_answer", "The model answered with nothing", true);
      return { text: hide(text) };
    case "length":
      return failed(
        "cut_off",
        "The answer was cut off by its length: raise config.maxOutputTokens, or ask for less",
        false,
        said(),
      );
    case "content-filter":
      return failed("refused", `The model refused to answer: ${hide(text).slice(0, SHOWN)}`, false);
    case "tool-calls":
      return failed("tool_calls", "The model asked for a tool, and there is none", false, said());
    default:
      return failed("bad_stream", "The stream ended before the answer did", true, said());
  }
}
