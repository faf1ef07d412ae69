import { z } from "zod";
import {
  EnabledTrigger,
  SavedTrigger,
  StartedByTrigger,
  TriedTrigger,
  Trigger,
  Triggers,
} from "#server/api/rest/automation-answers.ts";
import { ShownSecret } from "#server/api/rest/workspace-answers.ts";
import { procedure, router } from "#server/api/trpc.ts";
import { getTrigger, ListTriggers, listTriggers } from "#server/triggers/list-triggers.ts";
import { runNow } from "#server/triggers/run-now.ts";
import {
  ChangedTrigger,
  createTrigger,
  NewTrigger,
  removeTrigger,
  rotateHookSecret,
  setTriggerEnabled,
  TriggerRef,
  updateTrigger,
} from "#server/triggers/save-trigger.ts";
import { TryTrigger, tryTrigger } from "#server/triggers/try-trigger.ts";

export const triggersRouter = router({
  list: procedure("trigger.read", { rest: "GET /triggers", does: "Lists triggers", answer: Triggers })
    .input(ListTriggers)
    .query(({ ctx, input }) => listTriggers(ctx.pool, ctx.workspaceId, input)),
  get: procedure("trigger.read", {
    rest: "GET /triggers/{id}",
    does: "Reads a trigger with its last calls",
    answer: Trigger,
  })
    .input(TriggerRef)
    .query(({ ctx, input }) => getTrigger(ctx, ctx.workspaceId, input.id)),
  create: procedure("trigger.manage", {
    rest: "POST /triggers",
    does: "Creates a trigger",
    status: 201,
    answer: SavedTrigger,
  })
    .input(NewTrigger)
    .mutation(({ ctx, input }) => createTrigger(ctx, ctx.principal, input)),
  update: procedure("trigger.manage", {
    rest: "PUT /triggers/{id}",
    does: "Replaces the settings of a trigger",
    answer: SavedTrigger,
  })
    .input(ChangedTrigger)
    .mutation(({ ctx, input }) => updateTrigger(ctx, ctx.principal, input)),
  setEnabled: procedure("trigger.manage", {
    rest: "PUT /triggers/{id}/enabled",
    does: "Switches a trigger on or off",
    answer: EnabledTrigger,
  })
    .input(TriggerRef.extend({ enabled: z.boolean() }))
    .mutation(({ ctx, input }) => setTriggerEnabled(ctx.pool, ctx.workspaceId, input)),
  remove: procedure("trigger.manage", { rest: "DELETE /triggers/{id}", does: "Deletes a trigger", status: 204 })
    .input(TriggerRef)
    .mutation(({ ctx, input }) => removeTrigger(ctx.pool, ctx.workspaceId, input.id)),
  rotateSecret: procedure("trigger.manage", {
    rest: "POST /triggers/{id}/rotate-secret",
    does: "Gives a hook a new secret, shown once",
    answer: ShownSecret,
  })
    .input(TriggerRef)
    .mutation(({ ctx, input }) => rotateHookSecret(ctx, ctx.workspaceId, input.id)),
  runNow: procedure("trigger.manage", {
    rest: "POST /triggers/{id}/run",
    does: "Starts the run of a schedule now",
    status: 202,
    answer: StartedByTrigger,
  })
    .input(TriggerRef)
    .mutation(({ ctx, input }) => runNow(ctx, ctx.principal, input.id)),
  // Nothing changes; a sample is too large for an address, so it is posted.
  try: procedure("trigger.manage", {
    rest: "POST /triggers/try",
    does: "Says what a trigger would make of a sample",
    answer: TriedTrigger,
  })
    .input(TryTrigger)
    .mutation(({ ctx, input }) => tryTrigger(ctx, ctx.workspaceId, input)),
});
