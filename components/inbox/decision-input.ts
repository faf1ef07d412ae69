import type { DecisionDraft } from "#components/inbox/decision-draft.ts";
import { sameJson } from "#core/diff/same-json.ts";
import { stagesBehind } from "#core/lineage.ts";
import type { ReviewView } from "#core/review-views.ts";

/** What was seen, which every decision names. */
const seen = ({ id, taskId, attempt, contentHash }: ReviewView) => ({ reviewId: id, taskId, attempt, contentHash });

/** What was made of the content, if it is not the same any more. */
export const editsOf = (
  { details }: Pick<ReviewView, "details">,
  { edited }: DecisionDraft,
): { value: unknown } | null => (edited && !sameJson(details, edited.value) ? edited : null);

/** The stages that do their work over: those that were picked, or else those that made what is marked. */
export const stagesOf = (
  { sources }: Pick<ReviewView, "sources">,
  { stages, marks }: DecisionDraft,
): readonly string[] =>
  stages ??
  stagesBehind(
    sources,
    marks.map(({ path }) => path),
  );

/** An approval or rejection as the API takes it. */
export function decisionInput(review: ReviewView, decision: "approved" | "rejected", draft: DecisionDraft) {
  const comment = draft.comment.trim();
  const edits = decision === "approved" ? editsOf(review, draft) : null;
  return {
    ...seen(review),
    decision,
    ...(comment && { comment }),
    ...(decision === "approved" && review.form && { form: draft.form ?? {} }),
    ...(edits && { edited: edits.value }),
  };
}

/** Whether it can be sent back: code that asks can always be told what should be different. */
export const canBeSentBack = ({ title, redoable }: Pick<ReviewView, "title" | "redoable">): boolean =>
  title !== null || redoable.length > 0;

/** A request for changes as the API takes it. */
export function changesInput(review: ReviewView, draft: DecisionDraft) {
  return {
    ...seen(review),
    comment: draft.comment.trim(),
    stages: [...stagesOf(review, draft)],
    marks: draft.marks.map(({ note, ...place }) => ({ ...place, note: note.trim() })),
  };
}

/** Why a request for changes is not ready to be sent; null when it is. */
export function changesProblem(review: ReviewView, draft: DecisionDraft): DecisionDraft["refusal"] {
  if (draft.comment.trim() === "") return { field: "comment", message: "Say what should be different." };
  if (review.title === null && stagesOf(review, draft).length === 0)
    return { field: "stages", message: "Choose at least one stage." };
  return null;
}
