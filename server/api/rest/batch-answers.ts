import { z } from "zod";
import { DELIVERY_STATUSES } from "#core/delivery/status.ts";
import { RUN_STATUSES } from "#core/statuses.ts";
import { page, RunId } from "#server/api/rest/answers.ts";

const Count = z.int().min(0);
const Moment = z.iso.datetime().nullable();

/** What the doors answer about batches, items and deliveries. */
const BatchSummary = z.looseObject({
  id: z.int().positive(),
  title: z.string(),
  workflowName: z.string(),
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  stoppedAt: Moment,
  finishedAt: Moment,
  runCount: Count,
  openCount: Count,
  completedCount: Count,
  failedCount: Count,
  canceledCount: Count,
});
export const Batches = page(BatchSummary);
export const Batch = BatchSummary.extend({
  runs: z.record(z.enum(RUN_STATUSES), Count),
  progress: z.object({ succeeded: z.number(), failed: z.number(), expected: z.number().nullable() }),
});
export const ReplacedRules = z.object({ runs: Count.describe("The runs that it is about") });
export const StoppedBatch = z.object({ canceled: Count });

const FoundItem = z.looseObject({ itemId: z.string(), runId: RunId });
export const FoundItems = page(FoundItem);
export const Items = page(
  FoundItem.extend({
    status: z.enum(RUN_STATUSES),
    createdAt: z.iso.datetime(),
    finishedAt: Moment,
    cells: z.record(z.string(), z.looseObject({ status: z.string() })).describe("By stage"),
  }),
);

const DeliverySummary = z.looseObject({
  id: z.int().positive(),
  key: z.string(),
  trigger: z.string(),
  status: z.enum(DELIVERY_STATUSES),
  attempts: Count,
  host: z.string().nullable(),
  runId: RunId.nullable(),
  responseStatus: z.int().nullable(),
  error: z.string().nullable(),
  createdAt: z.iso.datetime(),
  sentAt: Moment,
});
export const Deliveries = page(DeliverySummary);
export const Delivery = DeliverySummary.extend({
  request: z.looseObject({ method: z.string(), url: z.string(), body: z.string().nullable() }).nullable(),
  response: z.string().nullable(),
});
export const DeliveryCounts = z.object({ pending: Count, delivered: Count, exhausted: Count });
export const Replayed = z.object({ replayed: z.array(z.int().positive()) });
