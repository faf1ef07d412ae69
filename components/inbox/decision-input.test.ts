import { expect, test } from "vitest";
import { EMPTY_DRAFT } from "#components/inbox/decision-draft.ts";
import {
  canBeSentBack,
  changesInput,
  changesProblem,
  decisionInput,
  editsOf,
  stagesOf,
} from "#components/inbox/decision-input.ts";
import type { ReviewView } from "#core/review-views.ts";

const SEEN = { reviewId: 7, taskId: 70, attempt: 1, contentHash: "of it" };
const review = {
  id: 7,
  taskId: 70,
  attempt: 1,
  contentHash: "of it",
  form: null,
  title: null,
  details: { text: "a" },
  sources: [
    { path: "text", stages: ["write"] },
    { path: "price", stages: ["price"] },
  ],
} as unknown as ReviewView;

test("a decision names what was seen, and only what was said", () => {
  expect(decisionInput(review, "approved", EMPTY_DRAFT)).toEqual({ ...SEEN, decision: "approved" });
  expect(decisionInput({ ...review, form: {} }, "approved", { ...EMPTY_DRAFT, comment: " Fine " })).toEqual({
    ...SEEN,
    decision: "approved",
    comment: "Fine",
    form: {},
  });
});

test("edits go with an approval, unless they come to the same", () => {
  const edited = { ...EMPTY_DRAFT, edited: { value: { text: "b" } } };

  expect(decisionInput(review, "approved", edited)).toMatchObject({ edited: { text: "b" } });
  expect(decisionInput(review, "rejected", edited)).not.toHaveProperty("edited");
  expect(editsOf(review, { ...EMPTY_DRAFT, edited: { value: { text: "a" } } })).toBeNull();
});

test("what is marked says which stages do their work over, until the person says it", () => {
  const marked = { ...EMPTY_DRAFT, marks: [{ path: "price", note: "" }] };

  expect(stagesOf(review, EMPTY_DRAFT)).toEqual(["write", "price"]);
  expect(stagesOf(review, marked)).toEqual(["price"]);
  expect(stagesOf(review, { ...marked, stages: ["write"] })).toEqual(["write"]);
});

test("a request for changes says what should be different, where, and who does it over", () => {
  const marks = [{ path: "text", line: 2, note: " Dull " }];

  expect(changesInput(review, { ...EMPTY_DRAFT, comment: "Shorter ", marks })).toEqual({
    ...SEEN,
    comment: "Shorter",
    stages: ["write"],
    marks: [{ path: "text", line: 2, note: "Dull" }],
  });
});

test("it needs a comment and a stage", () => {
  expect(changesProblem(review, EMPTY_DRAFT)?.field).toBe("comment");
  expect(changesProblem(review, { ...EMPTY_DRAFT, comment: "Shorter", stages: [] })?.field).toBe("stages");
  expect(changesProblem(review, { ...EMPTY_DRAFT, comment: "Shorter" })).toBeNull();
});

test("code that asks is told what should be different, no stage is named", () => {
  const asked = { ...review, title: "The letter", sources: [], redoable: [] };

  expect(canBeSentBack(asked)).toBe(true);
  expect(canBeSentBack({ title: null, redoable: [] })).toBe(false);
  expect(changesProblem(asked, { ...EMPTY_DRAFT, comment: "Shorter" })).toBeNull();
  expect(changesInput(asked, { ...EMPTY_DRAFT, comment: "Shorter" })).toMatchObject({ comment: "Shorter", stages: [] });
});
