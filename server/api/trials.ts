import { StartedTrial, Trial } from "#server/api/rest/automation-answers.ts";
import { procedure, router } from "#server/api/trpc.ts";
import { getTrial, stopTrial, TrialRef } from "#server/trials/get-trial.ts";
import { lastInput } from "#server/trials/last-input.ts";
import { readPin, SavePin, StageOfDraft, savePin } from "#server/trials/pins.ts";
import { StartTrial, startTrial } from "#server/trials/start-trial.ts";

/** Stages of a draft that run alone. */
export const trialsRouter = router({
  pin: procedure("workflow.edit")
    .input(StageOfDraft)
    .query(({ ctx, input }) => readPin(ctx.pool, ctx.workspaceId, input)),
  savePin: procedure("workflow.edit")
    .input(SavePin)
    .mutation(async ({ ctx, input }) => {
      await savePin(ctx.pool, ctx.principal, input);
    }),
  lastInput: procedure("workflow.edit")
    .input(StageOfDraft)
    .query(({ ctx, input }) => lastInput(ctx, ctx.workspaceId, input)),
  start: procedure("run.start", {
    rest: "POST /trials",
    does: "Runs one stage of a draft alone",
    status: 202,
    answer: StartedTrial,
  })
    .input(StartTrial)
    .mutation(({ ctx, input }) => startTrial(ctx.pool, ctx.principal, input)),
  get: procedure("run.start", { rest: "GET /trials/{trialId}", does: "Reads how a trial stands", answer: Trial })
    .input(TrialRef)
    .query(({ ctx, input }) => getTrial(ctx.pool, ctx.workspaceId, input.trialId)),
  stop: procedure("run.start", { rest: "POST /trials/{trialId}/stop", does: "Stops a trial", status: 204 })
    .input(TrialRef)
    .mutation(({ ctx, input }) => stopTrial(ctx.pool, ctx.workspaceId, input.trialId)),
});
