import { expect, test } from "vitest";
import { ruleSentence, slotWords } from "#core/rule-words.ts";

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
