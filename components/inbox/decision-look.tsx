import clsx from "clsx";
import { Undo2 } from "lucide-react";
import { StatusIcon } from "#components/ui/status-badge.tsx";
import { DECIDED, type ReviewDecision } from "#core/decision.ts";

/** The sign of a decision; null is none, because the content was made anew, or the run canceled. */
export const DecisionIcon = ({ decision, className }: { decision: ReviewDecision | null; className?: string }) =>
  decision === "changes_requested" ? (
    <Undo2 aria-hidden className={clsx("shrink-0 text-warning-ink", className ?? "size-4")} />
  ) : (
    <StatusIcon
      status={decision === "approved" ? "completed" : decision === "rejected" ? "failed" : "canceled"}
      {...(className ? { className } : {})}
    />
  );

/** "Sent back", as the start of a sentence. */
export function decisionWords(decision: ReviewDecision | null, isEdited = false): string {
  if (decision === null) return "Made anew before anybody decided";
  const word = DECIDED[decision];
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}${isEdited ? " with edits" : ""}`;
}
