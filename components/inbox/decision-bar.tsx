import { Check, PencilLine, Undo2, X } from "lucide-react";
import type { ReactNode } from "react";
import type { DraftMode } from "#components/inbox/decision-draft.ts";
import { Button } from "#components/ui/button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";

interface DecisionBarProps {
  mode: DraftMode;
  hasEdits: boolean;
  canSendBack: boolean;
  /** What goes with a request for changes. */
  note: ReactNode;
  onApprove: () => void;
  onReject: () => void;
  onAsk: () => void;
  onBack: () => void;
}

/** The ways out, or the one that was begun and the way back. */
export const DecisionBar = ({
  mode,
  hasEdits,
  canSendBack,
  note,
  onApprove,
  onReject,
  onAsk,
  onBack,
}: DecisionBarProps) => (
  <div className="sticky bottom-0 z-30 -mx-4 flex flex-wrap items-center gap-2 border-t bg-surface px-4 py-3 max-sm:[&_svg]:hidden md:-mx-6 md:px-6">
    {mode === "approve" && (
      <>
        <Button look="primary" aria-keyshortcuts="a" onClick={onApprove}>
          {hasEdits ? <PencilLine aria-hidden /> : <Check aria-hidden />}
          {hasEdits ? "Approve with edits" : "Approve"}
        </Button>
        {canSendBack && (
          <Button aria-keyshortcuts="c" onClick={onAsk}>
            <Undo2 aria-hidden />
            Request changes…
          </Button>
        )}
        <Button aria-keyshortcuts="r" onClick={onReject}>
          <X aria-hidden />
          Reject…
        </Button>
      </>
    )}
    {mode === "reject" && (
      <Button look="danger" aria-keyshortcuts="Control+Enter" onClick={onReject}>
        <X aria-hidden />
        Reject
      </Button>
    )}
    {mode === "changes" && (
      <Button look="primary" aria-keyshortcuts="Control+Enter" disabled={!canSendBack} onClick={onAsk}>
        <Undo2 aria-hidden />
        Send back
      </Button>
    )}
    {mode !== "approve" && (
      <>
        <Button aria-keyshortcuts="Escape" onClick={onBack}>
          Back
        </Button>
        <span className="ml-auto flex items-center gap-3 text-muted text-sm">
          {note}
          <span className="max-sm:hidden pointer-coarse:hidden">
            <Kbd keys="mod+enter" />
          </span>
        </span>
      </>
    )}
  </div>
);
