"use client";

import { Check, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { type DecisionDraft, formFieldOf } from "#components/inbox/decision-draft.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { SchemaForm } from "#components/ui/schema-form/schema-form.tsx";
import { useShortcuts } from "#components/ui/shortcuts.ts";
import type { ReviewView } from "#core/review-views.ts";

const MAX_COMMENT = 10_000;

interface DecisionFormProps {
  review: ReviewView;
  draft: DecisionDraft;
  onChange: (change: Partial<DecisionDraft>) => void;
  onDecide: (decision: "approved" | "rejected", draft: DecisionDraft) => void;
}

/** The gate's form, a comment, and the two ways out. */
export function DecisionForm({ review, draft, onChange, onDecide }: DecisionFormProps) {
  const section = useRef<HTMLElement>(null);
  const comment = useRef<HTMLTextAreaElement>(null);
  const formId = `decision-${review.id}`;
  const { isRejecting } = draft;
  const formField = formFieldOf(draft.refusal?.field ?? null);

  function approve() {
    const form = document.getElementById(formId);
    if (review.form && form instanceof HTMLFormElement) form.requestSubmit();
    else onDecide("approved", draft);
  }
  function reject() {
    if (isRejecting) onDecide("rejected", draft);
    else onChange({ isRejecting: true });
  }
  useEffect(() => {
    if (isRejecting) comment.current?.focus();
  }, [isRejecting]);
  // On a narrow screen the list may hide the review: nobody decides what is not seen.
  const ifSeen = (act: () => void) => () => {
    if (section.current?.checkVisibility()) act();
  };
  useShortcuts("This review", [
    { keys: "a", label: "Approve", run: ifSeen(approve) },
    { keys: "r", label: "Reject, with a comment", run: ifSeen(reject) },
    {
      keys: "e",
      label: "Fill in the form",
      run: () =>
        section.current?.querySelector<HTMLElement>("input:not([type=hidden]), textarea, select, button")?.focus(),
    },
  ]);

  return (
    <>
      <section ref={section} aria-label="Your decision" className="flex flex-col gap-4 border-t pt-4">
        {draft.refusal && !formField && <Notice tone="danger">{draft.refusal.message}</Notice>}
        {review.form && !isRejecting && (
          <SchemaForm
            id={formId}
            schema={review.form}
            value={draft.form}
            onChange={(form) => onChange({ form, refusal: null })}
            onSubmit={(form) => onDecide("approved", { ...draft, form })}
            refused={formField && draft.refusal ? { field: formField, message: draft.refusal.message } : null}
          />
        )}
        <Field
          label={isRejecting ? "Why do you reject it?" : "Comment"}
          hint="Stays with the run, for everybody to read."
        >
          {(control) => (
            <Textarea
              {...control}
              ref={comment}
              rows={isRejecting ? 4 : 2}
              maxLength={MAX_COMMENT}
              value={draft.comment}
              onChange={(event) => onChange({ comment: event.target.value })}
              onKeyDown={(event) => {
                if (event.key === "Escape") {
                  event.currentTarget.blur();
                  onChange({ isRejecting: false });
                }
                if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
                  event.preventDefault();
                  if (isRejecting) reject();
                  else approve();
                }
              }}
            />
          )}
        </Field>
      </section>
      <div className="sticky bottom-0 z-10 -mx-4 flex flex-wrap gap-2 border-t bg-surface px-4 py-3 md:-mx-6 md:px-6">
        {isRejecting ? (
          <>
            <Button look="danger" onClick={reject}>
              <X aria-hidden />
              Reject
            </Button>
            <Button onClick={() => onChange({ isRejecting: false })}>Back</Button>
          </>
        ) : (
          <>
            <Button look="primary" aria-keyshortcuts="a" onClick={approve}>
              <Check aria-hidden />
              Approve
            </Button>
            <Button aria-keyshortcuts="r" onClick={reject}>
              <X aria-hidden />
              Reject…
            </Button>
          </>
        )}
      </div>
    </>
  );
}
