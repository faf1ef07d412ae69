import clsx from "clsx";
import { X } from "lucide-react";
import { Dialog } from "radix-ui";

/** Closes the dialog or sheet it stands in. Without a tooltip: it may get the focus when one opens. */
export const CloseButton = ({ className }: { className?: string }) => (
  <Dialog.Close
    aria-label="Close"
    className={clsx(
      "inline-flex size-8 shrink-0 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink pointer-coarse:size-10",
      className,
    )}
  >
    <X aria-hidden className="size-4" />
  </Dialog.Close>
);
