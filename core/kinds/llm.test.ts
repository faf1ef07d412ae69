import { expect, test } from "vitest";
import { llmConfig, withoutPrices } from "#core/kinds/llm.ts";

const ASK = { model: "small", prompt: "Hello" };

test("a model and a prompt are enough: the service llm is asked", () => {
  expect(llmConfig.parse(ASK)).toEqual({ ...ASK, service: "llm" });
});

test("model, system and prompt may be expressions", () => {
  const config = { model: { $: "input.model" }, system: { $: "'Be ' & input.mood" }, prompt: { $: "input.text" } };
  expect(llmConfig.safeParse(config).success).toBe(true);
});

test.each([
  [{ ...ASK, model: "" }, "model"],
  [{ ...ASK, prompt: "" }, "prompt"],
  [{ ...ASK, service: "No Name" }, "service"],
  [{ ...ASK, temperature: 2.1 }, "temperature"],
  [{ ...ASK, maxOutputTokens: 0 }, "maxOutputTokens"],
  [{ ...ASK, inputPrice: -1 }, "inputPrice"],
  [{ ...ASK, schema: "text" }, "schema"],
])("%j is refused, and %s is named", (config, field) => {
  expect(llmConfig.safeParse(config).error?.issues[0]?.path[0]).toBe(field);
});

test("prices are no part of what the output depends on", () => {
  expect(withoutPrices({ ...ASK, inputPrice: 1, outputPrice: 2 })).toEqual(ASK);
});
