"use client";

import clsx from "clsx";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { CloseButton } from "#components/ui/close-button.tsx";

export const Dialog = Radix.Root;
export const DialogClose = Radix.Close;

interface DialogContentProps {
  title: ReactNode;
  description?: ReactNode;
  size?: "sm" | "md" | "lg";
  /** Prevented, the key does not close it: something within it was closed instead. */
  onEscapeKeyDown?: (event: KeyboardEvent) => void;
  children: ReactNode;
}

const WIDTHS = { sm: "sm:max-w-sm", md: "sm:max-w-lg", lg: "sm:max-w-3xl" } as const;

export function DialogContent({ title, description, size = "md", onEscapeKeyDown, children }: DialogContentProps) {
  return (
    <Radix.Portal>
      <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim" />
      <Radix.Content
        {...(description ? {} : { "aria-describedby": undefined })}
        {...(onEscapeKeyDown && { onEscapeKeyDown })}
        className={clsx(
          "fixed z-40 flex max-h-[85dvh] w-full animate-enter flex-col rounded-xl border bg-raised shadow-overlay focus:outline-none",
          "inset-x-0 bottom-0 max-sm:rounded-b-none sm:inset-x-4 sm:top-[12dvh] sm:bottom-auto sm:mx-auto",
          WIDTHS[size],
        )}
      >
        <header className="flex items-start gap-4 px-4 pt-4 pb-2">
          <div className="min-w-0 flex-1 pr-8">
            <Radix.Title className="font-semibold text-ink text-lg">{title}</Radix.Title>
            {description && <Radix.Description className="mt-0.5 text-muted text-sm">{description}</Radix.Description>}
          </div>
        </header>
        <div className="min-h-0 flex-1 overflow-y-auto px-4 py-2">{children}</div>
        <CloseButton className="absolute top-3 right-3" />
      </Radix.Content>
    </Radix.Portal>
  );
}

/** The row of buttons at the foot of a dialog's form. */
export const DialogActions = ({ children }: { children: ReactNode }) => (
  <div className="sticky bottom-0 -mx-4 -mb-2 mt-4 flex flex-wrap justify-end gap-2 border-t bg-raised px-4 py-3">
    {children}
  </div>
);
