import { z } from "zod";
import { ROLES } from "#core/roles.ts";
import { RUN_STATUSES, TASK_STATUSES } from "#core/statuses.ts";

/** What the doors answer that a client uses most, for the document. Views have more fields than are told here. */
export const RunId = z.int().positive();

export const page = <Row extends z.ZodType>(row: Row) =>
  z.object({ rows: z.array(row), next: z.string().nullable().describe("The cursor of the next page") });

export const StartedRun = z.object({
  runId: RunId,
  deduped: z.literal(true).optional().describe("A run that was there already"),
});
export const StartedRuns = z.object({ runIds: z.array(RunId) });
export const StartedUpdate = z.object({ runId: RunId });
export const CanceledRun = z.object({ status: z.enum(RUN_STATUSES) });

export const RunSummary = z.looseObject({
  id: RunId,
  workflowName: z.string(),
  version: z.int(),
  itemId: z.string().nullable(),
  status: z.enum(RUN_STATUSES),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});
export const Runs = page(RunSummary);
export const Run = RunSummary.extend({
  stages: z.array(z.looseObject({ stageId: z.string(), taskId: z.int(), status: z.enum(TASK_STATUSES) })),
  stagesSummary: z.record(z.enum(["total", ...TASK_STATUSES]), z.int().min(0)),
});

export const RunNews = z.object({
  status: z.enum(RUN_STATUSES),
  events: z.array(z.looseObject({ seq: z.int().positive(), at: z.iso.datetime(), type: z.string() })),
  next: z.int().min(0).describe("Hand it back as `after`"),
});

export const Tasks = page(
  z.looseObject({
    taskId: z.int(),
    stageId: z.string(),
    subtask: z.int().nullable(),
    status: z.enum(TASK_STATUSES),
    attempt: z.int(),
  }),
);
export const Artifacts = page(
  z.object({
    hash: z.string(),
    name: z.string(),
    mediaType: z.string(),
    size: z.int(),
    stageId: z.string(),
    taskId: z.int(),
    href: z.string().describe("Where it is downloaded"),
  }),
);

const ReviewSummary = z.looseObject({
  id: z.int(),
  runId: RunId,
  taskId: z.int(),
  status: z.enum(["open", "decided", "canceled"]),
  headline: z.string(),
});
export const Reviews = page(ReviewSummary);
export const OpenReviews = z.object({ open: z.int().min(0) });
export const DecidedReview = z.object({ runId: RunId, status: z.literal("decided") });
export const Review = ReviewSummary.extend({ attempt: z.int(), contentHash: z.string(), summary: z.string() });

export const SubmittedBatch = z.object({ batchId: z.int().positive() });
export const NewKeyMade = z.object({ id: z.uuid(), secret: z.string() });
export const InvitationMade = z.object({ id: z.string(), link: z.url(), expiresAt: z.iso.datetime() });
export const Invitations = z.array(
  z.object({
    id: z.string(),
    email: z.string(),
    role: z.enum(ROLES),
    invitedBy: z.string(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  }),
);
