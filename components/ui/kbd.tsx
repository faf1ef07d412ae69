"use client";

import { useSyncExternalStore } from "react";

const never = () => () => {};
const onMac = () => /mac|iphone|ipad/i.test(navigator.platform);

function useIsMac() {
  return useSyncExternalStore(never, onMac, () => false);
}

const NAMES: Record<string, string> = { enter: "↵", shift: "⇧", escape: "Esc", up: "↑", down: "↓" };

/** Keys as they are pressed: "mod+k" shows ⌘ K on a Mac and Ctrl K elsewhere. */
export function Kbd({ keys }: { keys: string }) {
  const isMac = useIsMac();
  return (
    <span className="inline-flex gap-0.5">
      {keys.split("+").map((key) => (
        <kbd
          key={key}
          className="inline-flex h-5 min-w-5 items-center justify-center rounded-sm border border-line-strong bg-surface px-1 font-sans text-2xs text-muted"
        >
          {key === "mod" ? (isMac ? "⌘" : "Ctrl") : (NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key))}
        </kbd>
      ))}
    </span>
  );
}
