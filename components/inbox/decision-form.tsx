"use client";

import { useEffect, useRef } from "react";
import { ChangesForm, isLastRound } from "#components/inbox/changes-form.tsx";
import { CommentField } from "#components/inbox/comment-field.tsx";
import { DecisionBar } from "#components/inbox/decision-bar.tsx";
import { type DecisionDraft, formFieldOf, refusedAt } from "#components/inbox/decision-draft.ts";
import { canBeSentBack, editsOf } from "#components/inbox/decision-input.ts";
import { Notice } from "#components/ui/notice.tsx";
import { SchemaForm } from "#components/ui/schema-form/schema-form.tsx";
import { type Shortcut, useShortcuts } from "#components/ui/shortcuts.ts";
import type { ReviewView } from "#core/review-views.ts";

interface DecisionFormProps {
  review: ReviewView;
  draft: DecisionDraft;
  onChange: (change: Partial<DecisionDraft>) => void;
  onDecide: (decision: "approved" | "rejected", draft: DecisionDraft) => void;
  onAsk: () => void;
}

/** The gate's form, a comment, and the ways out. */
export function DecisionForm({ review, draft, onChange, onDecide, onAsk }: DecisionFormProps) {
  const section = useRef<HTMLElement>(null);
  const comment = useRef<HTMLTextAreaElement>(null);
  const formId = `decision-${review.id}`;
  const { mode } = draft;
  const formField = formFieldOf(draft.refusal?.field ?? null);
  const canSendBack = canBeSentBack(review) && !(isLastRound(review) && review.onExhausted === "review");

  const begun = useRef(mode);
  useEffect(() => {
    if (begun.current !== mode && mode !== "approve") comment.current?.focus();
    begun.current = mode;
  }, [mode]);
  const isCommentRefused = refusedAt(draft, "comment") !== null;
  useEffect(() => {
    if (isCommentRefused) comment.current?.focus();
  }, [isCommentRefused]);

  function approve() {
    // Nobody approves edits whose diff they have not seen.
    if (draft.isEditing) return onChange({ isEditing: false });
    const form = document.getElementById(formId);
    if (review.form && form instanceof HTMLFormElement) form.requestSubmit();
    else onDecide("approved", draft);
  }
  function reject() {
    if (mode === "reject") onDecide("rejected", draft);
    else onChange({ mode: "reject", isEditing: false });
  }
  function ask() {
    if (mode === "changes") onAsk();
    else onChange({ mode: "changes", isEditing: false, refusal: null });
  }
  const back = () => onChange({ mode: "approve", refusal: null });
  const send = { approve, reject, changes: ask }[mode];
  // On a narrow screen the list may hide the review: nobody decides what is not seen.
  const ifSeen = (act: () => void) => () => {
    if (section.current?.checkVisibility()) act();
  };
  const hasDetails = review.details !== null && review.details !== undefined;
  const begin: Shortcut[] = [
    { keys: "a", label: "Approve", run: ifSeen(approve) },
    ...(canBeSentBack(review) ? [{ keys: "c", label: "Request changes", run: ifSeen(ask) }] : []),
    { keys: "r", label: "Reject, with a comment", run: ifSeen(reject) },
    {
      keys: "e",
      label: "Fill in the form",
      run: () =>
        section.current?.querySelector<HTMLElement>("input:not([type=hidden]), textarea, select, button")?.focus(),
    },
    ...(hasDetails
      ? [{ keys: "shift+e", label: "Edit the details", run: ifSeen(() => onChange({ isEditing: true })) }]
      : []),
  ];
  const sending: Shortcut[] = [
    { keys: "mod+enter", label: mode === "changes" ? "Send back" : "Reject", run: ifSeen(send) },
    { keys: "escape", label: "Back", run: back },
  ];
  useShortcuts("This review", mode === "approve" ? begin : sending);

  return (
    <>
      <section ref={section} aria-label="Your decision" className="flex flex-col gap-4 border-t pt-4">
        {draft.refusal && !formField && !isPlaced(draft) && <Notice tone="danger">{draft.refusal.message}</Notice>}
        {mode === "changes" ? (
          <ChangesForm review={review} draft={draft} comment={comment} onChange={onChange} onSend={ask} onBack={back} />
        ) : (
          <>
            {review.form && mode === "approve" && (
              <SchemaForm
                id={formId}
                schema={review.form}
                value={draft.form}
                onChange={(form) => onChange({ form, refusal: null })}
                onSubmit={(form) => onDecide("approved", { ...draft, form })}
                refused={formField && draft.refusal ? { field: formField, message: draft.refusal.message } : null}
              />
            )}
            <CommentField
              label={mode === "reject" ? "Why do you reject it?" : "Comment"}
              hint="Stays with the run, for everybody to read."
              rows={mode === "reject" ? 4 : 2}
              field={comment}
              value={draft.comment}
              onChange={(text) => onChange({ comment: text })}
              onSend={send}
              onBack={back}
            />
          </>
        )}
      </section>
      <DecisionBar
        mode={mode}
        hasEdits={editsOf(review, draft) !== null}
        canSendBack={mode === "approve" ? canBeSentBack(review) : canSendBack}
        note={mode === "changes" && markWords(draft.marks.length)}
        onApprove={approve}
        onReject={reject}
        onAsk={ask}
        onBack={back}
      />
    </>
  );
}

/** Whether the refusal stands at a field of the request for changes. */
const isPlaced = (draft: DecisionDraft) =>
  draft.mode === "changes" && (refusedAt(draft, "comment") ?? refusedAt(draft, "stages")) !== null;

const markWords = (count: number) => (count === 0 ? "Nothing is marked" : count === 1 ? "1 mark" : `${count} marks`);
