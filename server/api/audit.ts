import { procedure, router } from "#server/api/trpc.ts";
import { ListAudit, listAudit } from "#server/audit/list-audit.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";

/** Who changed what; nothing here changes it. */
export const auditRouter = router({
  list: procedure("audit.read")
    .input(ListAudit)
    .query(async ({ ctx, input }) => {
      await ctx.audit.settle(ctx.workspaceId);
      return await listAudit(ctx.pool, ctx.workspaceId, input);
    }),
  verify: procedure("audit.read").query(async ({ ctx }) => {
    await ctx.audit.settle(ctx.workspaceId);
    return await verifyAudit(ctx.pool, ctx.workspaceId);
  }),
});
