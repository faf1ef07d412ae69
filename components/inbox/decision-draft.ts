import type { MarkView } from "#core/review-views.ts";

/** Which way out a person has begun to take. */
export type DraftMode = "approve" | "reject" | "changes";

/** What a person has filled in but not yet sent, kept for each review while they look at others. */
export interface DecisionDraft {
  mode: DraftMode;
  comment: string;
  form: unknown;
  /** What should be different. */
  marks: readonly MarkView[];
  /** The stages that do their work over; null while what is marked says which. */
  stages: readonly string[] | null;
  /** What was made of the content, to be approved instead of it. */
  edited: { value: unknown } | null;
  isEditing: boolean;
  /** The review whose place this one took while it was looked at. */
  seenId: number | null;
  /** What the server said against it. */
  refusal: { field: string | null; message: string } | null;
}

export const EMPTY_DRAFT: DecisionDraft = {
  mode: "approve",
  comment: "",
  form: undefined,
  marks: [],
  stages: null,
  edited: null,
  isEditing: false,
  seenId: null,
  refusal: null,
};

export type Drafts = Readonly<Record<number, DecisionDraft>>;

export type DraftAction =
  | { type: "changed"; reviewId: number; change: Partial<DecisionDraft> }
  | { type: "forgotten"; reviewId: number }
  /** What is about the person stays, what is about the content that they saw does not. */
  | { type: "replaced"; reviewId: number; by: number };

export function drafts(state: Drafts, action: DraftAction): Drafts {
  switch (action.type) {
    case "changed":
      return { ...state, [action.reviewId]: { ...(state[action.reviewId] ?? EMPTY_DRAFT), ...action.change } };
    case "forgotten": {
      const { [action.reviewId]: _, ...others } = state;
      return others;
    }
    case "replaced": {
      const { [action.reviewId]: seen = EMPTY_DRAFT, ...others } = state;
      const begun = others[action.by] ?? EMPTY_DRAFT;
      const kept = { comment: begun.comment || seen.comment, form: begun.form ?? seen.form };
      return { ...others, [action.by]: { ...begun, ...kept, seenId: action.reviewId } };
    }
  }
}

/** A refused field `form.risk` as the form knows it: `risk`; null when the refusal is not about the form. */
export const formFieldOf = (field: string | null): string | null =>
  field?.startsWith("form.") ? field.slice("form.".length) : null;

/** The sentence about one field of a request for changes; null when the refusal is about something else. */
export const refusedAt = ({ refusal }: Pick<DecisionDraft, "refusal">, field: "comment" | "stages"): string | null =>
  refusal && (refusal.field === field || refusal.field?.startsWith(`${field}.`)) ? refusal.message : null;

/** A refused part of the edited content, as the form over it knows it; null when the refusal is about something else. */
export function refusedEdit({ field, message }: NonNullable<DecisionDraft["refusal"]>) {
  if (field !== "edited" && !field?.startsWith("edited.")) return null;
  return { field: field.slice("edited.".length), message };
}
