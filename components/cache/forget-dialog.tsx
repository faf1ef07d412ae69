"use client";

import { outputWords } from "#components/cache/cache-words.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";

interface ForgetDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  count: number;
  busy: boolean;
  onConfirm: () => void;
}

/** Asks before outputs are forgotten, and says how many. */
export const ForgetDialog = ({ open, onOpenChange, count, busy, onConfirm }: ForgetDialogProps) => (
  <ConfirmDialog
    open={open}
    onOpenChange={onOpenChange}
    title={`Forget ${outputWords(count)}?`}
    confirm="Forget"
    busy={busy}
    onConfirm={onConfirm}
  >
    The next task with the same work does it again. Runs keep what they have.
  </ConfirmDialog>
);
