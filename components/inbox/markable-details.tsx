"use client";

import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { MarkingContext } from "#components/inbox/mark-toggle.tsx";
import { MarkablePart } from "#components/inbox/markable-part.tsx";
import { cutParts, partsOf, placeAfter, placesOf } from "#components/inbox/markable-parts.ts";
import { noteMark, placeKey, toggleMark } from "#components/inbox/marks.ts";
import { Button } from "#components/ui/button.tsx";
import type { MarkView } from "#core/review-views.ts";

const SHOWN_AT_FIRST = 200;
const STEPS: Record<string, number> = {
  ArrowDown: 1,
  ArrowUp: -1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

interface MarkableDetailsProps {
  value: unknown;
  marks: readonly MarkView[];
  onChange: (marks: MarkView[]) => void;
  onSend: () => void;
}

/** The details, each part of which can be marked and said something about. The arrow keys go from part to part. */
export function MarkableDetails({ value, marks, onChange, onSend }: MarkableDetailsProps) {
  const area = useRef<HTMLDivElement>(null);
  const [most, setMost] = useState(SHOWN_AT_FIRST);
  const { shown, left } = useMemo(() => cutParts(partsOf(value), most), [value, most]);
  const places = useMemo(() => placesOf(shown), [shown]);
  const [focused, setFocused] = useState<string | null>(null);
  const first = places[0];
  const current = focused ?? (first ? placeKey(first) : "");

  function walk(event: KeyboardEvent) {
    const step = STEPS[event.key];
    if (step === undefined || !(event.target instanceof Element && event.target.matches("[data-mark]"))) return;
    event.preventDefault();
    const next = placeAfter(places, current, step);
    if (next) area.current?.querySelector<HTMLElement>(`[data-mark="${CSS.escape(placeKey(next))}"]`)?.focus();
  }

  return (
    <MarkingContext
      value={{
        marks,
        current,
        onCurrent: setFocused,
        onToggle: (place) => onChange(toggleMark(marks, place)),
        onNote: (place, note) => onChange(noteMark(marks, place, note)),
        onSend,
      }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would name each mark by the whole of it */}
      <div
        ref={area}
        role="group"
        aria-label="What should be different"
        onKeyDown={walk}
        className="flex flex-col overflow-hidden rounded-lg border bg-surface py-1"
      >
        {shown.map((part) => (
          <MarkablePart key={placeKey(part.place)} part={part} />
        ))}
        {left > 0 && (
          <Button size="sm" className="m-2 self-start" onClick={() => setMost(Number.POSITIVE_INFINITY)}>
            Show {left.toLocaleString("en")} more
          </Button>
        )}
      </div>
    </MarkingContext>
  );
}
