import { expect, test } from "vitest";
import { heldWords, ruleSentence, slotWords } from "#core/rule-words.ts";

test.each([
  [{ type: "concurrency", fields: [], max: 3 }, "At most 3 at once: all tasks"],
  [{ type: "concurrency", fields: [], max: 0, kind: "http" }, "Nothing may run: http stages"],
  [
    { type: "concurrency", fields: ["customer", "region"], max: 1, workflow: "order.import", stage: "pay" },
    "At most 1 at once: stage pay of order.import, for each customer and region",
  ],
  [
    { type: "capacity", fields: [], max: 5000, workflow: "order.import" },
    "Starts only below 5,000 outstanding: all stages of order.import",
  ],
  [{ type: "concurrency", fields: [], max: 2, kind: "code", stage: "a" }, "At most 2 at once: stage a (code)"],
] as const)("a rule is told in a sentence", (rule, sentence) => {
  expect(ruleSentence({ ...rule, fields: [...rule.fields] })).toBe(sentence);
});

test("a slot is told by what its tasks share and lack", () => {
  expect(slotWords({ customer: "a", urgent: true }, [])).toBe("customer a, urgent true");
  expect(slotWords({ customer: "a" }, ["region"])).toBe("customer a, without region");
  expect(slotWords({}, [])).toBe("All together");
});

test("a task that is held back says by what", () => {
  const scope = { kind: null, workflow: "order.import", stage: "pay" };
  expect(heldWords({ ...scope, values: { customer: "a" }, missing: [] })).toBe(
    "Held back by a rule: as many of stage pay of order.import with customer a are at work as may be.",
  );
  expect(heldWords({ ...scope, values: {}, missing: [] })).toMatch(/as many of stage pay of order.import are at work/);
  expect(heldWords({ ...scope, values: {}, missing: ["region"] })).toMatch(/compares region, which it lacks/);
});
