import type { DeliveryCause } from "#core/action.ts";
import type { DeliveryStatus } from "#core/delivery/status.ts";

export interface DeliverySummary {
  id: number;
  /** Sent as Idempotency-Key. */
  key: string;
  trigger: DeliveryCause;
  status: DeliveryStatus;
  attempts: number;
  /** Known once its address was evaluated. */
  host: string | null;
  workflowName: string;
  workflowTitle: string;
  runId: number | null;
  batchId: number | null;
  /** The task that caused it; null when a run as a whole or a batch did. */
  taskId: number | null;
  stageId: string | null;
  subtask: number | null;
  responseStatus: number | null;
  error: string | null;
  /** A sender has it in hand. */
  isSending: boolean;
  /** When it is tried next; null when it is not, or is being sent. */
  nextAt: string | null;
  createdAt: string;
  sentAt: string | null;
}

export interface DeliveryView extends DeliverySummary {
  /** The last attempt, without its secrets; null before the first. */
  request: { method: string; url: string; headers: Record<string, string>; body: string | null } | null;
  /** The first 64 KiB of the last answer. */
  response: string | null;
}

/** How the deliveries of one run stand. */
export interface DeliveryCounts {
  pending: number;
  delivered: number;
  exhausted: number;
}

/** What signs deliveries, without showing it. */
export interface SigningSecretView {
  /** Null until it is first used. */
  createdAt: string | null;
  wasShown: boolean;
  /** Until then deliveries are signed with the secret before, too. */
  previousUntil: string | null;
}
