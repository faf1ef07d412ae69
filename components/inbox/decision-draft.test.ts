import { expect, test } from "vitest";
import { drafts, EMPTY_DRAFT, formFieldOf, refusedAt, refusedEdit } from "#components/inbox/decision-draft.ts";

test("what is filled in stays with its review", () => {
  const one = drafts({}, { type: "changed", reviewId: 1, change: { comment: "hm" } });
  const both = drafts(one, { type: "changed", reviewId: 2, change: { mode: "changes", stages: ["write"] } });

  expect(both).toEqual({
    1: { ...EMPTY_DRAFT, comment: "hm" },
    2: { ...EMPTY_DRAFT, mode: "changes", stages: ["write"] },
  });
});

test("a decision that was taken leaves no draft behind", () => {
  expect(drafts({ 1: EMPTY_DRAFT, 2: EMPTY_DRAFT }, { type: "forgotten", reviewId: 1 })).toEqual({ 2: EMPTY_DRAFT });
});

test("when another review takes its place, the comment goes along, and what was marked and edited does not", () => {
  const seen = { ...EMPTY_DRAFT, mode: "changes" as const, comment: "Shorter", marks: [{ path: "text", note: "" }] };

  expect(drafts({ 1: seen }, { type: "replaced", reviewId: 1, by: 2 })).toEqual({
    2: { ...EMPTY_DRAFT, comment: "Shorter", seenId: 1 },
  });
  const begun = { ...EMPTY_DRAFT, comment: "Fine now" };
  expect(drafts({ 1: seen, 2: begun }, { type: "replaced", reviewId: 1, by: 2 })).toEqual({
    2: { ...begun, seenId: 1 },
  });
  expect(drafts({}, { type: "replaced", reviewId: 1, by: 2 })).toEqual({ 2: { ...EMPTY_DRAFT, seenId: 1 } });
});

test("a refused field of the form is shown at that field", () => {
  expect(formFieldOf("form.risk.level")).toBe("risk.level");
  expect(formFieldOf("contentHash")).toBeNull();
  expect(formFieldOf(null)).toBeNull();
});

test("a refused comment or stage is shown where it is written or chosen", () => {
  const refusal = { field: "stages.0", message: "There is no such stage" };

  expect(refusedAt({ refusal }, "stages")).toBe("There is no such stage");
  expect(refusedAt({ refusal }, "comment")).toBeNull();
  expect(refusedAt({ refusal: null }, "comment")).toBeNull();
});

test("a refused edit is shown at its field of the form over the content", () => {
  const message = "must be a number";

  expect(refusedEdit({ field: "edited.cost", message })).toEqual({ field: "cost", message });
  expect(refusedEdit({ field: "edited", message })).toEqual({ field: "", message });
  expect(refusedEdit({ field: "form.cost", message })).toBeNull();
  expect(refusedEdit({ field: null, message })).toBeNull();
});
