"use client";

import clsx from "clsx";
import { MessageSquarePlus, MessageSquareText } from "lucide-react";
import { createContext, type MouseEvent, type ReactNode, useContext } from "react";
import { type Place, placeKey, placeWords } from "#components/inbox/marks.ts";
import { Input } from "#components/ui/input.tsx";
import type { MarkView } from "#core/review-views.ts";

const MAX_NOTE = 10_000;

interface Marking {
  marks: readonly MarkView[];
  /** The toggle that Tab leads to; the arrow keys go to the others. */
  current: string;
  onCurrent: (key: string) => void;
  onToggle: (place: Place) => void;
  onNote: (place: Place, note: string) => void;
  onSend: () => void;
}

/** What is marked, for the parts of the details that are drawn below. */
export const MarkingContext = createContext<Marking | null>(null);

function useMark(place: Place) {
  const marking = useContext(MarkingContext);
  if (!marking) throw new Error("A part is marked within a MarkingContext");
  const mark = marking.marks.find(({ path, line }) => path === place.path && line === place.line);
  return { ...marking, mark, key: placeKey(place) };
}

/** Who marks with the mouse goes on to write; by keyboard, Tab leads there. */
const focusNote = (key: string) =>
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-note="${CSS.escape(key)}"]`)?.focus());

/** How a row looks that can be marked by a click on it. */
export function useMarkable(place: Place) {
  const { mark, key, onToggle } = useMark(place);
  return {
    isMarked: mark !== undefined,
    className: clsx("cursor-pointer", mark ? "bg-warning-soft" : "hover:bg-hover"),
    onClick(event: MouseEvent<HTMLElement>) {
      const isControl = event.target instanceof Element && event.target.closest("button, input, a, summary");
      if (isControl || !window.getSelection()?.isCollapsed) return;
      onToggle(place);
      if (!mark) focusNote(key);
    },
  };
}

/** Marks a part of the details, or takes the mark away. */
export function MarkToggle({ place, children }: { place: Place; children?: ReactNode }) {
  const { mark, key, current, onCurrent, onToggle } = useMark(place);
  const Icon = mark ? MessageSquareText : MessageSquarePlus;
  return (
    <button
      type="button"
      data-mark={key}
      aria-pressed={mark !== undefined}
      aria-label={`Mark ${placeWords(place)}`}
      tabIndex={key === current ? 0 : -1}
      onFocus={() => onCurrent(key)}
      onClick={({ detail }) => {
        onToggle(place);
        if (!mark && detail > 0) focusNote(key);
      }}
      className={clsx(
        "flex h-6.5 w-8 shrink-0 items-center justify-center rounded-sm text-2xs tabular-nums hover:text-ink focus-visible:outline-offset-[-2px] pointer-coarse:h-8.5",
        mark ? "font-semibold text-warning-ink" : "text-faint",
      )}
    >
      {children ?? <Icon aria-hidden className="size-3.5" />}
    </button>
  );
}

/** What is to say about a part that is marked. */
export function MarkNote({ place, className }: { place: Place; className?: string }) {
  const { mark, key, onNote, onSend } = useMark(place);
  if (!mark) return null;
  return (
    <div className={clsx("bg-warning-soft pr-2 pb-2 pl-8", className)}>
      <Input
        data-note={key}
        aria-label={`Note on ${placeWords(place)}`}
        placeholder="What about it?"
        maxLength={MAX_NOTE}
        value={mark.note}
        onChange={({ target }) => onNote(place, target.value)}
        onKeyDown={(event) => {
          const hasMod = event.metaKey || event.ctrlKey;
          if (event.key !== "Escape" && event.key !== "Enter") return;
          event.preventDefault();
          event.stopPropagation();
          if (event.key === "Enter" && hasMod) onSend();
          else document.querySelector<HTMLElement>(`[data-mark="${CSS.escape(key)}"]`)?.focus();
        }}
      />
    </div>
  );
}
