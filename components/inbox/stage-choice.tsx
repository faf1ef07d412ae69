"use client";

import { useId, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { alsoRedone } from "#core/redoable.ts";
import type { ReviewView } from "#core/review-views.ts";

const SHOWN_AT_FIRST = 8;

interface StageChoiceProps {
  review: ReviewView;
  chosen: readonly string[];
  /** Whether the person has chosen, not what is marked. */
  isTouched: boolean;
  hasMarks: boolean;
  error: string | null;
  /** Null leaves the choice to what is marked. */
  onChange: (stages: string[] | null) => void;
}

/** Which stages do their work over, and what follows from that. */
export function StageChoice({ review, chosen, isTouched, hasMarks, error, onChange }: StageChoiceProps) {
  const id = useId();
  const [showsAll, setShowsAll] = useState(false);
  const { redoable } = review;
  const isLong = redoable.length > SHOWN_AT_FIRST && !showsAll;
  const shown = isLong ? redoable.filter(({ stageId }) => chosen.includes(stageId)) : redoable;
  const toggle = (stageId: string) =>
    onChange(
      chosen.includes(stageId)
        ? chosen.filter((other) => other !== stageId)
        : redoable.map((stage) => stage.stageId).filter((other) => other === stageId || chosen.includes(other)),
    );
  return (
    <fieldset className="flex min-w-0 flex-col gap-1" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="mb-1 font-medium text-sm">
        Stages that do it over
        <span aria-hidden className="text-danger-ink">
          {" "}
          *
        </span>
      </legend>
      <div className="flex max-h-72 flex-wrap gap-x-5 overflow-y-auto">
        {shown.map(({ stageId, title }) => (
          <label
            key={stageId}
            htmlFor={`${id}-${stageId}`}
            className="flex min-h-8 min-w-0 cursor-pointer items-center gap-2 text-sm"
          >
            <Checkbox
              id={`${id}-${stageId}`}
              checked={chosen.includes(stageId)}
              onCheckedChange={() => toggle(stageId)}
            />
            <span className="min-w-0 truncate">{title}</span>
          </label>
        ))}
        {isLong && (
          <Button size="sm" look="ghost" onClick={() => setShowsAll(true)}>
            Show all {redoable.length}
          </Button>
        )}
      </div>
      <p className="text-muted text-xs">
        {isTouched ? (
          <>
            Chosen by you.{" "}
            <button
              type="button"
              className="rounded-sm text-accent-ink underline underline-offset-2"
              onClick={() => onChange(null)}
            >
              Choose by what is marked
            </button>
          </>
        ) : hasMarks ? (
          "They made what you marked."
        ) : (
          "They made what is shown. Mark a part, and only those that made it are chosen."
        )}
      </p>
      <p role="status" className="text-sm">
        {chosen.length > 0 && followWords(review, chosen)}
      </p>
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </fieldset>
  );
}

const NAMED = 6;

/** What comes with the stages that are done over. */
function followWords(review: ReviewView, chosen: readonly string[]): string {
  const titles = alsoRedone(review.follows, chosen).map(({ title }) => title);
  const more =
    titles.length > NAMED
      ? `${titles.slice(0, NAMED).join(", ")} and ${titles.length - NAMED} more`
      : titles.join(", ");
  const itself = review.stageTitle || review.stageId;
  if (review.reason !== null && chosen.includes(review.stageId))
    return titles.length > 0
      ? `What depends on them follows: ${more}. Then the output of ${itself} is reviewed again.`
      : `The output of ${itself} is reviewed again.`;
  return titles.length > 0
    ? `What depends on them follows: ${more}. Then ${itself} opens again.`
    : `Then ${itself} opens again.`;
}
