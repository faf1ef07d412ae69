import { z } from "zod";
import { subscribeToRun } from "#server/api/run-subscription.ts";
import { procedure, router } from "#server/api/trpc.ts";
import { cancel } from "#server/runs/cancel.ts";
import { CompareRuns, compareTwoRuns } from "#server/runs/compare-runs.ts";
import { ControlRun, ControlTasks, controlRun, controlTasks, RetryRun, retry } from "#server/runs/control.ts";
import { ReadEvents, readEvents } from "#server/runs/feed.ts";
import { ListFollowUps, listFollowUps, listSpawns, RetrySpawn, retryFollowUp } from "#server/runs/follow-ups.ts";
import { getRun } from "#server/runs/get-run.ts";
import { getTask } from "#server/runs/get-task.ts";
import { ListCalls, listCalls } from "#server/runs/list-calls.ts";
import { ListRounds, listRounds } from "#server/runs/list-rounds.ts";
import { ListRuns, listRuns } from "#server/runs/list-runs.ts";
import { ListSubtasks, listSubtasks } from "#server/runs/list-subtasks.ts";
import { OlderCodeOf, olderCode } from "#server/runs/older-code.ts";
import { RestartOlder, restartOlder } from "#server/runs/restart-older.ts";
import { runAsText } from "#server/runs/run-as-text.ts";
import { StartRun, StartRuns, startManyRuns, startRun } from "#server/runs/start-run.ts";
import { previewUpdate, StartUpdate, startUpdate, Update } from "#server/runs/start-update.ts";
import { sumUsage } from "#server/runs/sum-usage.ts";

const RunRef = z.object({ runId: z.int().positive() });

export const runsRouter = router({
  start: procedure("run.start")
    .input(StartRun)
    .mutation(({ ctx, input }) => startRun(ctx, ctx.principal, input)),
  startMany: procedure("run.start")
    .input(StartRuns)
    .mutation(({ ctx, input }) => startManyRuns(ctx, ctx.principal, input)),
  update: procedure("run.start")
    .input(StartUpdate)
    .mutation(({ ctx, input }) => startUpdate(ctx, ctx.principal, input)),
  previewUpdate: procedure("run.read")
    .input(Update)
    .query(({ ctx, input }) => previewUpdate(ctx, ctx.principal, input)),
  olderCode: procedure("run.read")
    .input(OlderCodeOf)
    .query(({ ctx, input }) => olderCode(ctx.pool, ctx.workspaceId, input)),
  restartOlder: procedure("run.start")
    .input(RestartOlder)
    .mutation(({ ctx, input }) => restartOlder(ctx, ctx.principal, input)),
  list: procedure("run.read")
    .input(ListRuns)
    .query(({ ctx, input }) => listRuns(ctx.pool, ctx.workspaceId, input)),
  get: procedure("run.read")
    .input(RunRef)
    .query(({ ctx, input }) => getRun(ctx.pool, ctx.workspaceId, input.runId)),
  compare: procedure("run.read")
    .input(CompareRuns)
    .query(({ ctx, input }) => compareTwoRuns(ctx.pool, ctx.workspaceId, input)),
  text: procedure("run.read")
    .input(RunRef)
    .query(async ({ ctx, input }) => ({ text: await runAsText(ctx.pool, ctx.workspaceId, input.runId) })),
  task: procedure("run.read")
    .input(RunRef.extend({ taskId: z.int().positive() }))
    .query(({ ctx, input }) => getTask(ctx, ctx.workspaceId, input.runId, input.taskId)),
  calls: procedure("run.read")
    .input(ListCalls)
    .query(({ ctx, input }) => listCalls(ctx.pool, ctx.workspaceId, input)),
  usage: procedure("run.read")
    .input(RunRef)
    .query(({ ctx, input }) => sumUsage(ctx.pool, ctx.workspaceId, input.runId)),
  subtasks: procedure("run.read")
    .input(ListSubtasks)
    .query(({ ctx, input }) => listSubtasks(ctx.pool, ctx.workspaceId, input)),
  events: procedure("run.read")
    .input(ReadEvents)
    .query(({ ctx, input }) => readEvents(ctx.pool, ctx.workspaceId, input)),
  feed: procedure("run.read")
    .input(
      RunRef.extend({
        lastEventId: z
          .string()
          .regex(/^\d{1,10}$/, "is not the number of an event")
          .nullish(),
      }),
    )
    .subscription(({ ctx, input, signal }) =>
      subscribeToRun(ctx, ctx.workspaceId, input.runId, Number(input.lastEventId ?? 0), signal),
    ),
  cancel: procedure("run.cancel")
    .input(RunRef)
    .mutation(({ ctx, input }) => cancel(ctx.pool, ctx.workspaceId, input.runId)),
  pause: procedure("run.control")
    .input(ControlRun)
    .mutation(({ ctx, input }) => controlRun(ctx.pool, ctx.principal, "pause", input)),
  resume: procedure("run.control")
    .input(ControlRun)
    .mutation(({ ctx, input }) => controlRun(ctx.pool, ctx.principal, "resume", input)),
  retry: procedure("run.control")
    .input(RetryRun)
    .mutation(({ ctx, input }) => retry(ctx.pool, ctx.principal, input)),
  pauseTasks: procedure("run.control")
    .input(ControlTasks)
    .mutation(({ ctx, input }) => controlTasks(ctx.pool, ctx.principal, "pause", input)),
  resumeTasks: procedure("run.control")
    .input(ControlTasks)
    .mutation(({ ctx, input }) => controlTasks(ctx.pool, ctx.principal, "resume", input)),
  cancelTasks: procedure("run.control")
    .input(ControlTasks)
    .mutation(({ ctx, input }) => controlTasks(ctx.pool, ctx.principal, "cancel", input)),
  skipTasks: procedure("run.control")
    .input(ControlTasks)
    .mutation(({ ctx, input }) => controlTasks(ctx.pool, ctx.principal, "skip", input)),
  retryTasks: procedure("run.control")
    .input(ControlTasks)
    .mutation(({ ctx, input }) => controlTasks(ctx.pool, ctx.principal, "retry", input)),
  rerunTasks: procedure("run.control")
    .input(ControlTasks)
    .mutation(({ ctx, input }) => controlTasks(ctx.pool, ctx.principal, "rerun", input)),
  rounds: procedure("run.read")
    .input(ListRounds)
    .query(({ ctx, input }) => listRounds(ctx.pool, ctx.workspaceId, input)),
  followUps: procedure("run.read")
    .input(ListFollowUps)
    .query(({ ctx, input }) => listFollowUps(ctx.pool, ctx.workspaceId, input)),
  spawns: procedure("run.read")
    .input(ListFollowUps)
    .query(({ ctx, input }) => listSpawns(ctx.pool, ctx.workspaceId, input)),
  retrySpawn: procedure("run.start")
    .input(RetrySpawn)
    .mutation(({ ctx, input }) => retryFollowUp(ctx.pool, ctx.workspaceId, input)),
});
