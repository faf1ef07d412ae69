import type { NotificationKind } from "#core/notification.ts";

/** Each kind of notification, as one chooses it. */
export const KIND_WORDS: Record<NotificationKind, string> = {
  review_assigned: "A review to decide",
  review_due_soon: "A review that is due soon",
  review_overdue: "A review that is overdue",
  run_failed: "A run that failed",
};
