"use client";

import clsx from "clsx";
import { Dialog as Radix } from "radix-ui";
import type { CSSProperties, ReactNode } from "react";
import { CloseButton } from "#components/ui/close-button.tsx";

export const Sheet = Radix.Root;

const SIDES = {
  right: { place: "inset-y-0 right-0 w-full max-w-md border-l", from: "translateX(100%)" },
  bottom: { place: "inset-x-0 bottom-0 max-h-[85dvh] rounded-t-xl border-t", from: "translateY(100%)" },
} as const;

interface SheetContentProps {
  title: string;
  side?: keyof typeof SIDES;
  children: ReactNode;
}

export function SheetContent({ title, side = "right", children }: SheetContentProps) {
  return (
    <Radix.Portal>
      <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim" />
      <Radix.Content
        aria-describedby={undefined}
        style={{ "--sheet-from": SIDES[side].from } as CSSProperties}
        className={clsx(
          "fixed z-40 flex animate-sheet flex-col bg-raised shadow-overlay focus:outline-none",
          SIDES[side].place,
        )}
      >
        <header className="flex items-center justify-between gap-4 border-b px-4 py-2">
          <Radix.Title className="truncate font-semibold text-base">{title}</Radix.Title>
          <CloseButton />
        </header>
        <div className="min-h-0 flex-1 overflow-y-auto p-4">{children}</div>
      </Radix.Content>
    </Radix.Portal>
  );
}
