"use client";

import { PencilLine } from "lucide-react";
import { useState } from "react";
import { ContentDiff } from "#components/inbox/content-diff.tsx";
import type { DecisionDraft } from "#components/inbox/decision-draft.ts";
import { editsOf } from "#components/inbox/decision-input.ts";
import { Details } from "#components/inbox/details.tsx";
import { EditDetails } from "#components/inbox/edit-details.tsx";
import { MarkableDetails } from "#components/inbox/markable-details.tsx";
import { type ReviewBase, WhatChanged } from "#components/inbox/what-changed.tsx";
import { Button } from "#components/ui/button.tsx";
import { useShortcuts } from "#components/ui/shortcuts.ts";
import type { ReviewView } from "#core/review-views.ts";

interface ReviewContentProps {
  review: ReviewView;
  /** What it is compared with at first. */
  base: ReviewBase | null;
  /** Null for those who only read. */
  draft: DecisionDraft | null;
  onChange: (change: Partial<DecisionDraft>) => void;
  onSend: () => void;
}

/** What is decided on: as it is, as what changed, with marks, or as it is edited. */
export function ReviewContent({ review, base, draft, onChange, onSend }: ReviewContentProps) {
  const [showsChanges, setShowsChanges] = useState(true);
  const { details } = review;
  const edits = draft && editsOf(review, draft);
  const isMarking = draft?.mode === "changes";
  const isEditing = draft?.isEditing ?? false;
  const isRead = !isMarking && !isEditing;
  const toggle = () => setShowsChanges(!showsChanges);
  useShortcuts(
    "What changed",
    base && isRead ? [{ keys: "d", label: showsChanges ? "Show it as it is" : "Show what changed", run: toggle }] : [],
  );
  const hasDetails = details !== null && details !== undefined;
  if (!hasDetails && !base) return null;

  return (
    <section aria-label="Details" className="flex min-w-0 flex-col gap-2">
      {(isMarking || (isRead && (base || draft))) && (
        <div className="flex min-h-8 flex-wrap items-center gap-x-2 gap-y-1">
          <h3 className="mr-auto font-medium text-muted text-sm">
            {isMarking
              ? "Mark what should be different"
              : edits
                ? "Your edits"
                : (base && showsChanges && base.title) || "Details"}
          </h3>
          {isMarking && <MarkHint />}
          {isRead && edits && (
            <Button size="sm" look="ghost" onClick={() => onChange({ edited: null })}>
              Discard edits
            </Button>
          )}
          {isRead && base && !edits && (
            <Button size="sm" look="ghost" aria-keyshortcuts="d" onClick={toggle}>
              {showsChanges ? "Show it as it is" : "Show what changed"}
            </Button>
          )}
          {isRead && draft && draft.mode === "approve" && hasDetails && (
            <Button size="sm" look="ghost" aria-keyshortcuts="Shift+E" onClick={() => onChange({ isEditing: true })}>
              <PencilLine aria-hidden />
              {edits ? "Edit again" : "Edit"}
            </Button>
          )}
        </div>
      )}
      {draft && isMarking ? (
        <MarkableDetails
          value={details}
          marks={draft.marks}
          onChange={(marks) => onChange({ marks })}
          onSend={onSend}
        />
      ) : draft && isEditing ? (
        <EditDetails
          value={details}
          edited={draft.edited}
          refusal={draft.refusal}
          onChange={(edited) => onChange({ edited, refusal: null })}
          onDone={() => onChange({ isEditing: false })}
          onDiscard={() => onChange({ isEditing: false, edited: null })}
        />
      ) : edits ? (
        <ContentDiff before={details} after={edits.value} />
      ) : base && showsChanges ? (
        <WhatChanged review={review} base={base} />
      ) : (
        hasDetails && <Details value={details} />
      )}
    </section>
  );
}

const MarkHint = () => (
  <span className="text-muted text-xs">
    <span className="max-sm:hidden pointer-coarse:hidden">Click a part, or go with ↑ ↓ and press Space</span>
    <span className="sm:hidden pointer-coarse:inline">Tap a part to mark it</span>
  </span>
);
