import { z } from "zod";
import { Retention } from "#core/retention.ts";
import { procedure, router } from "#server/api/trpc.ts";
import { previewRetention } from "#server/retention/preview-retention.ts";
import { listRetentions, resetRetention, setRetention } from "#server/retention/retentions.ts";

const Of = z.object({
  workflow: z.string().min(1).max(100).describe("`*` for all workflows without a retention of their own"),
});
const RetentionOf = Of.extend(Retention.shape);

export const retentionRouter = router({
  list: procedure("retention.read", { rest: "GET /retention", does: "Lists how long runs are kept" }).query(({ ctx }) =>
    listRetentions(ctx.pool, ctx.workspaceId),
  ),
  preview: procedure("retention.manage", {
    rest: "GET /retention/{workflow}/preview",
    does: "Counts the runs that a retention would let go",
  })
    .input(RetentionOf)
    .query(({ ctx, input: { workflow, ...retention } }) =>
      previewRetention(ctx.pool, ctx.workspaceId, workflow, retention),
    ),
  set: procedure("retention.manage", {
    rest: "PUT /retention/{workflow}",
    does: "Sets how long runs are kept after their end; without a limit, for good",
  })
    .input(RetentionOf)
    .mutation(({ ctx, input: { workflow, ...retention } }) =>
      setRetention(ctx.pool, ctx.workspaceId, workflow, retention, ctx.principal.by),
    ),
  reset: procedure("retention.manage", {
    rest: "DELETE /retention/{workflow}",
    does: "Takes the retention of a workflow away: that of the workspace holds",
    status: 204,
  })
    .input(Of)
    .mutation(({ ctx, input }) => resetRetention(ctx.pool, ctx.workspaceId, input.workflow)),
});
