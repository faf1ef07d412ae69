import type { DeliveryCause } from "#core/action.ts";
import type { DeliveryStatus } from "#core/delivery/status.ts";
import type { DeliverySummary } from "#core/delivery/views.ts";

export const TRIGGER_WORDS: Record<DeliveryCause, string> = {
  start: "Start",
  success: "Success",
  failure: "Failure",
  cancel: "Cancel",
  complete: "Completion",
  notify: "Notification",
};

export const STATUS_WORDS = {
  pending: { label: "Pending", tone: "accent" },
  delivered: { label: "Delivered", tone: "success" },
  exhausted: { label: "Exhausted", tone: "danger" },
  dropped: { label: "Dropped", tone: "neutral" },
} as const satisfies Record<DeliveryStatus, { label: string; tone: string }>;

/** What caused it, beside its trigger: a stage, a subtask, the run as a whole, or a batch. */
export function causeOf({ stageId, subtask, batchId }: DeliverySummary): string {
  if (batchId !== null) return `batch ${batchId}`;
  if (stageId === null) return "the run";
  return subtask === null ? stageId : `${stageId}[${subtask}]`;
}

/** How often it was tried, in words. */
export const attemptWords = (attempts: number): string =>
  attempts === 0 ? "not tried yet" : attempts === 1 ? "1 attempt" : `${attempts} attempts`;
