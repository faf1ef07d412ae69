import clsx from "clsx";
import { ChevronRight } from "lucide-react";
import { amount } from "#components/diff/count-words.ts";

interface FoldButtonProps {
  count: number;
  /** What is folded: "line", "row". */
  unit: string;
  isOpen: boolean;
  onToggle: () => void;
  className?: string;
}

/** Stands for what did not change, and above it once it is shown: the focus stays where it is. */
export const FoldButton = ({ count, unit, isOpen, onToggle, className }: FoldButtonProps) => (
  <button
    type="button"
    aria-expanded={isOpen}
    onClick={onToggle}
    className={clsx(
      "flex min-h-7 w-full items-center bg-canvas px-1 text-left font-sans text-muted text-xs hover:bg-hover hover:text-ink",
      "focus-visible:outline-offset-[-2px] pointer-coarse:min-h-10",
      className,
    )}
  >
    <span className="sticky left-1 flex items-center gap-1">
      <ChevronRight aria-hidden className={clsx("size-3.5 shrink-0", isOpen && "rotate-90")} />
      {amount(count, `unchanged ${unit}`)}
    </span>
  </button>
);

/** Draws more of what is not drawn yet. */
export const MoreButton = ({ left, onMore }: { left: number; onMore: () => void }) =>
  left === 0 ? null : (
    <button
      type="button"
      onClick={onMore}
      className="min-h-8 w-full border-t bg-canvas px-3 text-left font-medium text-accent-ink text-xs hover:bg-hover focus-visible:outline-offset-[-2px] pointer-coarse:min-h-10"
    >
      <span className="sticky left-3">Show more: {left.toLocaleString("en")} left</span>
    </button>
  );

/** Where something was not compared. */
export const CutLine = ({ children }: { children: string }) => (
  <p className="border-warning-ink/40 border-y border-dashed bg-warning-soft px-3 py-1 font-sans text-warning-ink text-xs">
    {children}
  </p>
);
