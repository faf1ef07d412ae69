/** What a person has filled in but not yet sent, kept for each review while they look at others. */
export interface DecisionDraft {
  comment: string;
  form: unknown;
  isRejecting: boolean;
  /** What the server said against it. */
  refusal: { field: string | null; message: string } | null;
}

export const EMPTY_DRAFT: DecisionDraft = { comment: "", form: undefined, isRejecting: false, refusal: null };

export type Drafts = Readonly<Record<number, DecisionDraft>>;

export type DraftAction =
  | { type: "changed"; reviewId: number; change: Partial<DecisionDraft> }
  | { type: "forgotten"; reviewId: number };

export function drafts(state: Drafts, action: DraftAction): Drafts {
  switch (action.type) {
    case "changed":
      return { ...state, [action.reviewId]: { ...(state[action.reviewId] ?? EMPTY_DRAFT), ...action.change } };
    case "forgotten": {
      const { [action.reviewId]: _, ...others } = state;
      return others;
    }
  }
}

/** A refused field `form.risk` as the form knows it: `risk`; null when the refusal is not about the form. */
export const formFieldOf = (field: string | null): string | null =>
  field?.startsWith("form.") ? field.slice("form.".length) : null;
