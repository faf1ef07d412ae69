import clsx from "clsx";
import type { ReactNode } from "react";
import { type ShownPart, shownParts } from "#components/diff/shown-parts.ts";
import type { Part } from "#core/diff/changed-words.ts";

export type Change = "same" | "changed" | "moved" | "removed" | "added";

const SIGNS: Record<Change, string> = { same: "", changed: "~", moved: "↕", removed: "−", added: "+" };
const INKS: Record<Change, string> = {
  same: "",
  changed: "text-warning-ink",
  moved: "text-accent-ink",
  removed: "text-danger-ink",
  added: "text-success-ink",
};

/** What a row or line is filled with: the sign beside it says the same. */
export const fillOf = (change: Change) =>
  ({ same: "", changed: "", moved: "", removed: "bg-danger-soft", added: "bg-success-soft" })[change];

/** The sign of a change, for the eye. */
export const Sign = ({ change, className }: { change: Change; className?: string }) => (
  <span aria-hidden className={clsx("select-none font-mono font-semibold", INKS[change], className)}>
    {SIGNS[change]}
  </span>
);

/** Words for those who hear the page: they are neither seen nor copied. */
export const Heard = ({ children }: { children: ReactNode }) => (
  <span className="sr-only select-none">{children} </span>
);

/** What went, within a line that stays: struck, on red. */
export const Removed = ({ children }: { children: ReactNode }) => (
  <del className="rounded-sm bg-danger/15 decoration-danger-ink dark:bg-danger/40">
    <Heard>removed:</Heard>
    {children}
  </del>
);

/** What came, within a line that stays: underlined, on green. */
export const Added = ({ children }: { children: ReactNode }) => (
  <ins className="rounded-sm bg-success-ink/15 [del+&]:ml-1 decoration-success-ink underline-offset-2 dark:bg-success-ink/25">
    <Heard>added:</Heard>
    {children}
  </ins>
);

/** A text with what changed in it marked. */
export const Words = ({ parts }: { parts: readonly Part[] }) =>
  shownParts(parts).map((part, place) => {
    const key = `${place} ${part.kind}`;
    return <Shown key={key} part={part} />;
  });

function Shown({ part }: { part: ShownPart }) {
  switch (part.kind) {
    case "same":
      return part.text;
    case "removed":
      return <Removed>{part.text}</Removed>;
    case "added":
      return <Added>{part.text}</Added>;
    case "gap":
      return (
        <span className="mx-1 select-none rounded-sm bg-hover px-1 text-muted">
          … {part.count.toLocaleString("en")} characters …
        </span>
      );
  }
}

/** A text as it is, cut where nobody reads on. */
export const Plain = ({ text }: { text: string }) => <Words parts={[{ kind: "same", text }]} />;
