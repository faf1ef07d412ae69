/** What a person is told of. A review is told of when it opens, when it is due soon, and once it is overdue. */
export const NOTIFICATION_KINDS = ["review_assigned", "review_due_soon", "review_overdue", "run_failed"] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** What a notification is about, as far as its words need it. */
export interface NotificationSubject {
  kind: NotificationKind;
  runId: number;
  /** Null when it is about a run. */
  reviewId: number | null;
  /** Whether it stands for all reviews of a fan-out. */
  isMany: boolean;
  /** Of one about the runs of a batch; the run is the first of them that failed. */
  batchId: number | null;
  workflowName: string;
  workflowTitle: string;
  itemId: string | null;
  /** Of a review: its stage, and what it is about in a line. */
  stageTitle: string | null;
  headline: string | null;
  /** Of a review: by when it should be decided. */
  dueAt: string | null;
}

export interface NotificationView extends NotificationSubject {
  id: number;
  at: string;
  /** Not yet read, and still of use: a review that was decided needs nobody any more. */
  isUnread: boolean;
}

/** The page that it leads to. Opening it shows, and changes nothing. */
export function notificationPath({ reviewId, runId, isMany, batchId }: NotificationSubject): string {
  if (reviewId !== null) return isMany ? "/inbox" : `/inbox/${reviewId}`;
  return batchId === null ? `/runs/${runId}` : `/batches/${batchId}`;
}

/** What has happened, in a line. */
export function notificationTitle(subject: NotificationSubject): string {
  const { kind, batchId, stageTitle, isMany, workflowName, workflowTitle } = subject;
  const workflow = workflowTitle || workflowName;
  const review = `${stageTitle ?? workflow}${isMany ? ", several" : ""}`;
  switch (kind) {
    case "review_assigned":
      return `To decide: ${review}`;
    case "review_due_soon":
      return `Due soon: ${review}`;
    case "review_overdue":
      return `Overdue: ${review}`;
    case "run_failed":
      return batchId === null ? `Failed: ${workflow}` : `Runs of batch ${batchId} fail: ${workflow}`;
  }
}

/** Where it has happened, in a line: the workflow, the item or run, and what a review is about. */
export function notificationDetail(subject: NotificationSubject): string {
  const { workflowTitle, workflowName, itemId, runId, headline } = subject;
  const where = `${workflowTitle || workflowName} · ${itemId ?? `run ${runId}`}`;
  return headline ? `${where} · ${headline}` : where;
}
