import { expect, test } from "vitest";
import { feedbackRequest, jsonIn, problemWords, repairRequest, schemaInstruction } from "#core/llm-answer.ts";

test.each([
  ['{"a":1}', { a: 1 }],
  ["  [1, 2] ", [1, 2]],
  ['```json\n{"a":1}\n```', { a: 1 }],
  ['```\n{"a":1}```\n', { a: 1 }],
  ['{"a":"```"}', { a: "```" }],
])("%j is read as JSON", (answer, value) => {
  expect(jsonIn(answer)).toEqual({ value });
});

test.each(["", "yes", '{"a":', 'Here it is: {"a":1}', "```json\nno\n```"])("%j is no JSON", (answer) => {
  expect(jsonIn(answer)).toBeUndefined();
});

test("the model is told the schema, and what was wrong with its answer", () => {
  expect(schemaInstruction({ type: "object" })).toMatch(/must fit this JSON Schema:\n\{"type":"object"\}$/);
  expect(repairRequest(["name is missing", "age is not a number"])).toContain("name is missing; age is not a number.");
});

test("of very many problems the first are named", () => {
  const words = problemWords(Array.from({ length: 23 }, (_, index) => `p${index}`));
  expect(words).toMatch(/^p0; .*p19; and 3 more$/);
});

test("feedback of a check becomes a message: its summary, what did not pass, and the guidance", () => {
  expect(
    feedbackRequest({
      summary: "Too long",
      criteria: [
        { name: "words", expected: 50, actual: 80, passed: false },
        { name: "language", passed: true },
        { name: "tone", passed: false },
      ],
      guidance: "Leave the second part out",
    }),
  ).toBe(
    "An earlier answer was sent back: Too long\n- words, expected 50, but was 80\n- tone\nGuidance: Leave the second part out",
  );
  expect(feedbackRequest({ summary: "No", guidance: { max: 3 } })).toBe(
    'An earlier answer was sent back: No\nGuidance: {"max":3}',
  );
});

test("endless guidance is cut", () => {
  expect(feedbackRequest({ summary: "x".repeat(50_000) }).length).toBeLessThan(21_000);
});
