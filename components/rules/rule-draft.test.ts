import { expect, test } from "vitest";
import { draftOf, NEW_RULE, readDraft } from "#components/rules/rule-draft.ts";

test("what is left empty is left out", () => {
  expect(readDraft({ ...NEW_RULE, max: " 3 ", stage: " resize " })).toEqual({
    rule: { type: "concurrency", max: 3, stage: "resize", fields: [] },
  });
});

test("fields are written one after the other", () => {
  expect(readDraft({ ...NEW_RULE, fields: "customer, item.host ," })).toMatchObject({
    rule: { fields: ["customer", "item.host"] },
  });
});

test("what is wrong is told by field", () => {
  expect(readDraft({ ...NEW_RULE, max: "" })).toEqual({ errors: { max: "A whole number, 0 or more." } });
  expect(readDraft({ ...NEW_RULE, max: "1.5", fields: "a b" })).toEqual({
    errors: { max: "A whole number, 0 or more.", fields: expect.stringContaining("starts with a letter") },
  });
});

test("a rule that is edited and left as it was stays the same", () => {
  const rule = { type: "capacity" as const, max: 9, kind: "http", workflow: "a.b", stage: "c", fields: ["x", "y"] };
  expect(readDraft(draftOf(rule))).toEqual({ rule });
});
