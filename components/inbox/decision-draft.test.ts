import { expect, test } from "vitest";
import { drafts, EMPTY_DRAFT, formFieldOf } from "#components/inbox/decision-draft.ts";

test("what is filled in stays with its review", () => {
  const one = drafts({}, { type: "changed", reviewId: 1, change: { comment: "hm" } });
  const both = drafts(one, { type: "changed", reviewId: 2, change: { isRejecting: true } });

  expect(both).toEqual({ 1: { ...EMPTY_DRAFT, comment: "hm" }, 2: { ...EMPTY_DRAFT, isRejecting: true } });
});

test("a decision that was taken leaves no draft behind", () => {
  expect(drafts({ 1: EMPTY_DRAFT, 2: EMPTY_DRAFT }, { type: "forgotten", reviewId: 1 })).toEqual({ 2: EMPTY_DRAFT });
});

test("a refused field of the form is shown at that field", () => {
  expect(formFieldOf("form.risk.level")).toBe("risk.level");
  expect(formFieldOf("contentHash")).toBeNull();
  expect(formFieldOf(null)).toBeNull();
});
