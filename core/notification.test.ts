import { expect, test } from "vitest";
import {
  NOTIFICATION_KINDS,
  type NotificationSubject,
  notificationDetail,
  notificationPath,
  notificationTitle,
} from "#core/notification.ts";

const REVIEW: NotificationSubject = {
  kind: "review_assigned",
  runId: 7,
  reviewId: 3,
  isMany: false,
  batchId: null,
  workflowName: "license.review",
  workflowTitle: "License review",
  itemId: "MIT",
  stageTitle: "Approve",
  headline: "Is the risk low?",
  dueAt: null,
};
const FAILURE: NotificationSubject = {
  ...REVIEW,
  kind: "run_failed",
  reviewId: null,
  stageTitle: null,
  headline: null,
};

test("a notification leads to the review, to the inbox when it is about several, to the run, or to the batch", () => {
  expect(notificationPath(REVIEW)).toBe("/inbox/3");
  expect(notificationPath({ ...REVIEW, isMany: true })).toBe("/inbox");
  expect(notificationPath(FAILURE)).toBe("/runs/7");
  expect(notificationPath({ ...FAILURE, batchId: 5 })).toBe("/batches/5");
});

test("each kind says what has happened", () => {
  const titles = NOTIFICATION_KINDS.map((kind) => notificationTitle({ ...REVIEW, kind }));
  expect(titles).toEqual(["To decide: Approve", "Due soon: Approve", "Overdue: Approve", "Failed: License review"]);
  expect(notificationTitle({ ...REVIEW, isMany: true })).toBe("To decide: Approve, several");
  expect(notificationTitle({ ...FAILURE, batchId: 5 })).toBe("Runs of batch 5 fail: License review");
});

test("without titles there are names", () => {
  const bare = { ...REVIEW, workflowTitle: "", stageTitle: null, itemId: null, headline: null };
  expect(notificationTitle(bare)).toBe("To decide: license.review");
  expect(notificationDetail(bare)).toBe("license.review · run 7");
});

test("its second line says where, and what the review is about", () => {
  expect(notificationDetail(REVIEW)).toBe("License review · MIT · Is the risk low?");
  expect(notificationDetail(FAILURE)).toBe("License review · MIT");
});
