import { z } from "zod";
import { SubmittedBatch } from "#server/api/rest/answers.ts";
import { Batch, Batches, ReplacedRules, StoppedBatch } from "#server/api/rest/batch-answers.ts";
import { procedure, router } from "#server/api/trpc.ts";
import { getBatch } from "#server/batches/get-batch.ts";
import { ListBatches, listBatches } from "#server/batches/list-batches.ts";
import { SetBatchRules, setBatchRules } from "#server/batches/set-rules.ts";
import { stop } from "#server/batches/stop-batch.ts";
import { SubmitBatch, submit } from "#server/batches/submit-batch.ts";

const BatchRef = z.object({ batchId: z.int().positive() });

export const batchesRouter = router({
  submit: procedure("batch.submit", {
    rest: "POST /batches",
    does: "Starts a run for each item, together",
    status: 201,
    answer: SubmittedBatch,
  })
    .input(SubmitBatch)
    .mutation(({ ctx, input }) => submit(ctx, ctx.principal, input)),
  list: procedure("batch.read", { rest: "GET /batches", does: "Lists batches, newest first", answer: Batches })
    .input(ListBatches)
    .query(({ ctx, input }) => listBatches(ctx.pool, ctx.workspaceId, input)),
  get: procedure("batch.read", { rest: "GET /batches/{batchId}", does: "Reads a batch with its totals", answer: Batch })
    .input(BatchRef)
    .query(({ ctx, input }) => getBatch(ctx.pool, ctx.workspaceId, input.batchId)),
  setRules: procedure("batch.submit", {
    rest: "PUT /batches/{batchId}/rules",
    does: "Replaces the rules of a stage for what has not begun in a batch",
    answer: ReplacedRules,
  })
    .input(SetBatchRules)
    .mutation(({ ctx, input }) => setBatchRules(ctx.pool, ctx.workspaceId, input)),
  stop: procedure("batch.stop", {
    rest: "POST /batches/{batchId}/stop",
    does: "Stops a batch: cancels what has not ended",
    answer: StoppedBatch,
  })
    .input(BatchRef)
    .mutation(({ ctx, input }) => stop(ctx.pool, ctx.workspaceId, input.batchId)),
});
