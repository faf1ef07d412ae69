"use client";

import { useTheme } from "next-themes";
import { Toaster as Sonner, toast as show } from "sonner";

/** Says something for a moment at the edge of the screen. */
export const toast = show;

export function Toaster() {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-right"
      mobileOffset={{ bottom: 72 }}
      closeButton
      toastOptions={{
        classNames: {
          toast: "!rounded-lg !border-line !bg-raised !text-ink !text-sm !shadow-overlay !font-sans",
          description: "!text-muted",
          actionButton: "!bg-accent !text-on-accent !h-7 !rounded-md",
        },
      }}
    />
  );
}
