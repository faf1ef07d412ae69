import { Ban, type LucideIcon, Pause, Play, RotateCcw, SkipForward, StepForward } from "lucide-react";
import type { StageAction } from "#components/control/stage-actions.ts";

/** How each change by hand is called, and its sign. */
export const CONTROL_LOOK: Record<StageAction, { label: string; icon: LucideIcon }> = {
  retry: { label: "Retry", icon: RotateCcw },
  rerun: { label: "Run again from here", icon: StepForward },
  skip: { label: "Skip", icon: SkipForward },
  pause: { label: "Pause", icon: Pause },
  resume: { label: "Resume", icon: Play },
  cancel: { label: "Cancel", icon: Ban },
};
