import { z } from "zod";
import { procedure, router } from "#server/api/trpc.ts";
import { getBatch } from "#server/batches/get-batch.ts";
import { ListBatches, listBatches } from "#server/batches/list-batches.ts";
import { SetBatchRules, setBatchRules } from "#server/batches/set-rules.ts";
import { stop } from "#server/batches/stop-batch.ts";
import { SubmitBatch, submit } from "#server/batches/submit-batch.ts";

const BatchRef = z.object({ batchId: z.int().positive() });

export const batchesRouter = router({
  submit: procedure("batch.submit")
    .input(SubmitBatch)
    .mutation(({ ctx, input }) => submit(ctx, ctx.principal, input)),
  list: procedure("batch.read")
    .input(ListBatches)
    .query(({ ctx, input }) => listBatches(ctx.pool, ctx.workspaceId, input)),
  get: procedure("batch.read")
    .input(BatchRef)
    .query(({ ctx, input }) => getBatch(ctx.pool, ctx.workspaceId, input.batchId)),
  setRules: procedure("batch.submit")
    .input(SetBatchRules)
    .mutation(({ ctx, input }) => setBatchRules(ctx.pool, ctx.workspaceId, input)),
  stop: procedure("batch.stop")
    .input(BatchRef)
    .mutation(({ ctx, input }) => stop(ctx.pool, ctx.workspaceId, input.batchId)),
});
