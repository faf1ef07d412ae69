import { Check, CircleAlert, CloudOff, LoaderCircle } from "lucide-react";
import type { SaveState } from "#components/editor/autosaver.ts";

const LOOKS = {
  saved: { icon: Check, words: "Saved" },
  unsaved: { icon: LoaderCircle, words: "Saving…" },
  saving: { icon: LoaderCircle, words: "Saving…" },
  offline: { icon: CloudOff, words: "Offline, retrying" },
  conflict: { icon: CircleAlert, words: "Not saved" },
  refused: { icon: CircleAlert, words: "Not saved" },
} as const;

export function SaveIndicator({ state }: { state: SaveState }) {
  const { icon: Icon, words } = LOOKS[state.kind];
  return (
    <span
      role="status"
      title={state.kind === "refused" ? state.reason : undefined}
      className="inline-flex shrink-0 items-center gap-1 text-muted text-xs"
    >
      <Icon aria-hidden className="size-3.5" />
      <span className="max-sm:sr-only">{words}</span>
    </span>
  );
}
