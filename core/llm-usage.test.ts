import { expect, test } from "vitest";
import { costOf, costWords, sumOf, usageWords } from "#core/llm-usage.ts";

const TOKENS = { inputTokens: 2_000_000, outputTokens: 500_000 };

test("the cost is that of the tokens at their prices for a million", () => {
  expect(costOf(TOKENS, { inputPrice: 0.5, outputPrice: 2 })).toBe(2);
});

test("a price that is not named counts nothing; without any the cost is not known", () => {
  expect(costOf(TOKENS, { inputPrice: 0.5 })).toBe(1);
  expect(costOf(TOKENS, { outputPrice: 2 })).toBe(1);
  expect(costOf(TOKENS, {})).toBeNull();
});

test("several attempts are summed, as far as their cost is known", () => {
  const used = { inputTokens: 10, outputTokens: 5 };
  expect(sumOf([])).toBeNull();
  expect(
    sumOf([
      { ...used, cost: 1 },
      { ...used, cost: null },
    ]),
  ).toEqual({ inputTokens: 20, outputTokens: 10, cost: 1 });
  expect(sumOf([{ ...used, cost: null }])).toEqual({ ...used, cost: null });
});

test.each([
  [0, "$0.00"],
  [12.345, "$12.35"],
  [0.25, "$0.25"],
  [0.5, "$0.50"],
  [0.004_217, "$0.0042"],
  [0.000_012, "$0.000012"],
  [0.000_000_1, "< $0.000001"],
])("%d dollars are written as %s", (dollars, words) => {
  expect(costWords(dollars)).toBe(words);
});

test("tokens are told with the cost, as far as it is known", () => {
  const used = { inputTokens: 1_200, outputTokens: 340 };
  expect(usageWords({ ...used, cost: 0.0042 })).toBe("1,200 tokens in, 340 out, $0.0042");
  expect(usageWords({ ...used, cost: null })).toBe("1,200 tokens in, 340 out");
});
