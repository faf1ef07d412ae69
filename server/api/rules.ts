import { z } from "zod";
import { NewRule } from "#core/rule.ts";
import { Changed, Rules, Slots } from "#server/api/rest/workspace-answers.ts";
import { procedure, router } from "#server/api/trpc.ts";
import { createRule, deleteRule, updateRule } from "#server/rules/change-rules.ts";
import { listRules } from "#server/rules/list-rules.ts";
import { ListSlots, listSlots } from "#server/rules/list-slots.ts";

const RuleRef = z.object({ id: z.uuid() });

export const rulesRouter = router({
  list: procedure("rule.read", { rest: "GET /rules", does: "Lists the rules of the workspace", answer: Rules }).query(
    ({ ctx }) => listRules(ctx.pool, ctx.workspaceId),
  ),
  slots: procedure("rule.read", {
    rest: "GET /rules/slots",
    does: "Lists what rules hold at the moment, and who waits",
    answer: Slots,
  })
    .input(ListSlots)
    .query(({ ctx, input }) => listSlots(ctx.pool, ctx.workspaceId, input)),
  create: procedure("rule.manage", { rest: "POST /rules", does: "Creates a rule", answer: Changed, status: 201 })
    .input(NewRule)
    .mutation(({ ctx, input }) => createRule(ctx.pool, ctx.workspaceId, input, ctx.principal.by)),
  update: procedure("rule.manage", { rest: "PUT /rules/{id}", does: "Replaces a rule", answer: Changed })
    .input(RuleRef.extend({ rule: NewRule }))
    .mutation(({ ctx, input }) => updateRule(ctx.pool, ctx.workspaceId, input.id, input.rule)),
  delete: procedure("rule.manage", { rest: "DELETE /rules/{id}", does: "Deletes a rule", status: 204 })
    .input(RuleRef)
    .mutation(({ ctx, input }) => deleteRule(ctx.pool, ctx.workspaceId, input.id)),
});
