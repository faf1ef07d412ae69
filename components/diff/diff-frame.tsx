import type { ReactNode } from "react";
import { type Counts, countWords } from "#components/diff/count-words.ts";
import { Sign } from "#components/diff/marks.tsx";
import { Notice } from "#components/ui/notice.tsx";

interface DiffFrameProps {
  label: string;
  counts: Counts;
  unit: string;
  /** How the two were matched, where it is worth a word. */
  note?: string | null;
  /** A sentence on what was not compared. */
  cut: string | null;
  children: ReactNode;
}

/** What changed in a line, and below it the changes, which scroll within themselves. */
export function DiffFrame({ label, counts, unit, note, cut, children }: DiffFrameProps) {
  const words = countWords(counts, unit);
  return (
    <div className="min-w-0 overflow-hidden rounded-md border bg-surface">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b bg-canvas px-3 py-1.5 text-muted text-xs">
        <span className="font-medium text-ink">{label}</span>
        <span className="flex flex-wrap gap-x-3">
          {words.map(({ kind, words: text }) => (
            <span key={kind} className="whitespace-nowrap">
              <Sign change={kind} className="mr-1" />
              {text}
            </span>
          ))}
          {words.length === 0 && "No difference in what was compared"}
        </span>
        {note && <span className="ml-auto text-faint max-sm:ml-0">{note}</span>}
      </div>
      {cut && (
        <Notice tone="warning" className="rounded-none border-b">
          {cut}
        </Notice>
      )}
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={label}
        className="relative max-h-[36rem] overflow-auto focus-visible:outline-offset-[-2px]"
      >
        {children}
      </section>
    </div>
  );
}
