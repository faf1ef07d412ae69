import { z } from "zod";
import { Expression } from "#core/expression.ts";
import { ServiceName } from "#core/service.ts";

/** The service that answers when a stage names none. */
export const DEFAULT_LLM_SERVICE = "llm";

export const MAX_OUTPUT_TOKENS = 1_000_000;
export const MAX_PRICE = 1_000_000;

const Price = z.number().min(0).max(MAX_PRICE).optional();

export const llmConfig = z.strictObject({
  service: ServiceName.default(DEFAULT_LLM_SERVICE).describe(
    "Registered in the settings: the base URL of an OpenAI-compatible endpoint, with its key",
  ),
  model: z.union([z.string().min(1).max(200), Expression]).describe("As the endpoint calls it, text or expression"),
  system: z
    .union([z.string().max(100_000), Expression])
    .optional()
    .describe("What the model is and how it answers, text or expression"),
  prompt: z.union([z.string().min(1).max(100_000), Expression]).describe("What is asked, text or expression"),
  schema: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("JSON Schema of the answer. Without one the output is text; with one it is JSON that fits."),
  temperature: z
    .number()
    .min(0)
    .max(2)
    .optional()
    .describe("0 for the likeliest words, 2 for the most surprising; empty leaves it to the endpoint"),
  maxOutputTokens: z
    .int()
    .min(1)
    .max(MAX_OUTPUT_TOKENS)
    .optional()
    .describe("A longer answer fails the attempt; empty leaves it to the endpoint"),
  inputPrice: Price.meta({ title: "Price of input", description: "US dollars for a million tokens, to tell the cost" }),
  outputPrice: Price.meta({
    title: "Price of output",
    description: "US dollars for a million tokens, to tell the cost",
  }),
});
export type LlmConfig = z.infer<typeof llmConfig>;

/** The part of a config on which the output depends: prices only say what it cost. */
export function withoutPrices(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { inputPrice: _, outputPrice: __, ...rest } = config;
  return rest;
}
