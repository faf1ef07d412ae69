import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CirclePause,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  SkipForward,
  UserRoundCheck,
} from "lucide-react";
import type { RunStatus, TaskStatus } from "#core/statuses.ts";

export type Status = TaskStatus | RunStatus;

/** Each status in words and as an icon; its color is CSS on `data-status` (app/tokens.css). */
export const STATUS_LOOK: Record<Status, { label: string; icon: LucideIcon }> = {
  waiting: { label: "Waiting", icon: CircleDashed },
  pending: { label: "Pending", icon: CircleDot },
  queued: { label: "Queued", icon: CircleDot },
  running: { label: "Running", icon: LoaderCircle },
  suspended: { label: "Suspended", icon: Hourglass },
  awaiting_review: { label: "Awaiting review", icon: UserRoundCheck },
  paused: { label: "Paused", icon: CirclePause },
  completed: { label: "Completed", icon: CircleCheck },
  failed: { label: "Failed", icon: CircleAlert },
  skipped: { label: "Skipped", icon: SkipForward },
  canceled: { label: "Canceled", icon: Ban },
};
