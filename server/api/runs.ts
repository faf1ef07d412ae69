import { z } from "zod";
import {
  Artifacts,
  CanceledRun,
  Run,
  RunNews,
  Runs,
  StartedRun,
  StartedRuns,
  StartedUpdate,
  Tasks,
} from "#server/api/rest/answers.ts";
import {
  Comparison,
  Controlled,
  FollowUps,
  OlderCode,
  Restarted,
  RetriedSpawn,
  Spawns,
  UpdatePreview,
} from "#server/api/rest/run-answers.ts";
import { Calls, Log, Rounds, Subtasks, Task, Usage } from "#server/api/rest/task-answers.ts";
import { subscribeToRun } from "#server/api/run-subscription.ts";
import { procedure, router } from "#server/api/trpc.ts";
import { cancel } from "#server/runs/cancel.ts";
import { CompareRuns, compareTwoRuns } from "#server/runs/compare-runs.ts";
import { ControlRun, ControlTasks, controlRun, controlTasks, RetryRun, retry } from "#server/runs/control.ts";
import { ReadEvents, readEvents } from "#server/runs/feed.ts";
import { FollowRun, follow } from "#server/runs/follow.ts";
import { ListFollowUps, listFollowUps, listSpawns, RetrySpawn, retryFollowUp } from "#server/runs/follow-ups.ts";
import { getRun } from "#server/runs/get-run.ts";
import { getTask } from "#server/runs/get-task.ts";
import { ListArtifacts, listArtifacts } from "#server/runs/list-artifacts.ts";
import { ListCalls, listCalls } from "#server/runs/list-calls.ts";
import { ListRounds, listRounds } from "#server/runs/list-rounds.ts";
import { ListRuns, listRuns } from "#server/runs/list-runs.ts";
import { ListSubtasks, listSubtasks } from "#server/runs/list-subtasks.ts";
import { ListTasks, listTasks } from "#server/runs/list-tasks.ts";
import { OlderCodeOf, olderCode } from "#server/runs/older-code.ts";
import { readRun } from "#server/runs/read-run.ts";
import { RestartOlder, restartOlder } from "#server/runs/restart-older.ts";
import { runAsText } from "#server/runs/run-as-text.ts";
import { StartRun, StartRuns, startManyRuns, startRun } from "#server/runs/start-run.ts";
import { previewUpdate, StartUpdate, startUpdate, Update } from "#server/runs/start-update.ts";
import { sumUsage } from "#server/runs/sum-usage.ts";

const RunRef = z.object({ runId: z.int().positive() });

export const runsRouter = router({
  start: procedure("run.start", { rest: "POST /runs", does: "Starts a run", status: 202, answer: StartedRun })
    .input(StartRun)
    .mutation(({ ctx, input }) => startRun(ctx, ctx.principal, input)),
  startMany: procedure("run.start", {
    rest: "POST /runs/many",
    does: "Starts one run for each input, all or none",
    status: 202,
    answer: StartedRuns,
  })
    .input(StartRuns)
    .mutation(({ ctx, input }) => startManyRuns(ctx, ctx.principal, input)),
  update: procedure("run.start", {
    rest: "POST /runs/{runId}/update",
    does: "Starts an update run, which does again only what a change touches",
    status: 202,
    answer: StartedUpdate,
  })
    .input(StartUpdate)
    .mutation(({ ctx, input }) => startUpdate(ctx, ctx.principal, input)),
  previewUpdate: procedure("run.read", {
    rest: "POST /runs/{runId}/update/preview",
    does: "Says what an update run would do, stage by stage",
    answer: UpdatePreview,
  })
    .input(Update)
    .query(({ ctx, input }) => previewUpdate(ctx, ctx.principal, input)),
  olderCode: procedure("run.read", {
    rest: "GET /workflows/{workflow}/older-code",
    does: "Counts the runs whose code is kept from older versions",
    answer: OlderCode,
  })
    .input(OlderCodeOf)
    .query(({ ctx, input }) => olderCode(ctx.pool, ctx.workspaceId, input)),
  restartOlder: procedure("run.start", {
    rest: "POST /workflows/{workflow}/restart-older",
    does: "Starts the runs of an older version anew",
    answer: Restarted,
    status: 202,
  })
    .input(RestartOlder)
    .mutation(({ ctx, input }) => restartOlder(ctx, ctx.principal, input)),
  list: procedure("run.read", { rest: "GET /runs", does: "Lists runs, newest first", answer: Runs })
    .input(ListRuns)
    .query(({ ctx, input }) => listRuns(ctx.pool, ctx.workspaceId, input)),
  get: procedure("run.read")
    .input(RunRef)
    .query(({ ctx, input }) => getRun(ctx.pool, ctx.workspaceId, input.runId)),
  read: procedure("run.read", {
    rest: "GET /runs/{runId}",
    does: "Reads a run with its stages, counted by status",
    answer: Run,
  })
    .input(RunRef)
    .query(({ ctx, input }) => readRun(ctx.pool, ctx.workspaceId, input.runId)),
  tasks: procedure("run.read", { rest: "GET /runs/{runId}/tasks", does: "Lists the tasks of a run", answer: Tasks })
    .input(ListTasks)
    .query(({ ctx, input }) => listTasks(ctx.pool, ctx.workspaceId, input)),
  artifacts: procedure("run.read", {
    rest: "GET /runs/{runId}/artifacts",
    does: "Lists the artifacts of a run",
    answer: Artifacts,
  })
    .input(ListArtifacts)
    .query(({ ctx, input }) => listArtifacts(ctx.pool, ctx.workspaceId, input)),
  compare: procedure("run.read", {
    rest: "GET /runs/{runId}/compare/{otherRunId}",
    does: "Compares two runs of a workflow",
    answer: Comparison,
  })
    .input(CompareRuns)
    .query(({ ctx, input }) => compareTwoRuns(ctx.pool, ctx.workspaceId, input)),
  text: procedure("run.read")
    .input(RunRef)
    .query(async ({ ctx, input }) => ({ text: await runAsText(ctx.pool, ctx.workspaceId, input.runId) })),
  task: procedure("run.read", {
    rest: "GET /runs/{runId}/tasks/{taskId}",
    does: "Reads a task with its attempts, input and output",
    answer: Task,
  })
    .input(RunRef.extend({ taskId: z.int().positive() }))
    .query(({ ctx, input }) => getTask(ctx, ctx.workspaceId, input.runId, input.taskId)),
  calls: procedure("run.read", {
    rest: "GET /runs/{runId}/tasks/{taskId}/calls",
    does: "Lists the calls of a task to services",
    answer: Calls,
  })
    .input(ListCalls)
    .query(({ ctx, input }) => listCalls(ctx.pool, ctx.workspaceId, input)),
  usage: procedure("run.read", {
    rest: "GET /runs/{runId}/usage",
    does: "Sums up what the language models of a run used",
    answer: Usage,
  })
    .input(RunRef)
    .query(({ ctx, input }) => sumUsage(ctx.pool, ctx.workspaceId, input.runId)),
  subtasks: procedure("run.read", {
    rest: "GET /runs/{runId}/stages/{stageId}/subtasks",
    does: "Lists the subtasks of a fan-out in their order",
    answer: Subtasks,
  })
    .input(ListSubtasks)
    .query(({ ctx, input }) => listSubtasks(ctx.pool, ctx.workspaceId, input)),
  events: procedure("run.read", {
    rest: "GET /runs/{runId}/log",
    does: "Reads a page of the log of a run",
    answer: Log,
  })
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
  follow: procedure("run.read", {
    rest: "GET /runs/{runId}/follow",
    does: "Waits for what happens in a run, until it stands still or the time is over",
    answer: RunNews,
  })
    .input(FollowRun)
    .query(({ ctx, input, signal }) => follow(ctx, ctx.workspaceId, input, signal)),
  cancel: procedure("run.cancel", { rest: "POST /runs/{runId}/cancel", does: "Cancels a run", answer: CanceledRun })
    .input(RunRef)
    .mutation(({ ctx, input }) => cancel(ctx.pool, ctx.workspaceId, input.runId)),
  pause: procedure("run.control", {
    rest: "POST /runs/{runId}/pause",
    does: "Pauses what has not begun in a run",
    answer: Controlled,
  })
    .input(ControlRun)
    .mutation(({ ctx, input }) => controlRun(ctx.pool, ctx.principal, "pause", input)),
  resume: procedure("run.control", {
    rest: "POST /runs/{runId}/resume",
    does: "Resumes a paused run",
    answer: Controlled,
  })
    .input(ControlRun)
    .mutation(({ ctx, input }) => controlRun(ctx.pool, ctx.principal, "resume", input)),
  retry: procedure("run.control", {
    rest: "POST /runs/{runId}/retry",
    does: "Does the failed stages of a run again",
    answer: Controlled,
  })
    .input(RetryRun)
    .mutation(({ ctx, input }) => retry(ctx.pool, ctx.principal, input)),
  pauseTasks: procedure("run.control", {
    rest: "POST /runs/{runId}/tasks/pause",
    does: "Pauses tasks that wait or are pending",
    answer: Controlled,
  })
    .input(ControlTasks)
    .mutation(({ ctx, input }) => controlTasks(ctx.pool, ctx.principal, "pause", input)),
  resumeTasks: procedure("run.control", {
    rest: "POST /runs/{runId}/tasks/resume",
    does: "Resumes paused tasks",
    answer: Controlled,
  })
    .input(ControlTasks)
    .mutation(({ ctx, input }) => controlTasks(ctx.pool, ctx.principal, "resume", input)),
  cancelTasks: procedure("run.control", {
    rest: "POST /runs/{runId}/tasks/cancel",
    does: "Cancels tasks",
    answer: Controlled,
  })
    .input(ControlTasks)
    .mutation(({ ctx, input }) => controlTasks(ctx.pool, ctx.principal, "cancel", input)),
  skipTasks: procedure("run.control", {
    rest: "POST /runs/{runId}/tasks/skip",
    does: "Skips tasks that have not begun",
    answer: Controlled,
  })
    .input(ControlTasks)
    .mutation(({ ctx, input }) => controlTasks(ctx.pool, ctx.principal, "skip", input)),
  retryTasks: procedure("run.control", {
    rest: "POST /runs/{runId}/tasks/retry",
    does: "Does failed tasks again",
    answer: Controlled,
  })
    .input(ControlTasks)
    .mutation(({ ctx, input }) => controlTasks(ctx.pool, ctx.principal, "retry", input)),
  rerunTasks: procedure("run.control", {
    rest: "POST /runs/{runId}/tasks/rerun",
    does: "Does tasks again, and what depends on them",
    answer: Controlled,
  })
    .input(ControlTasks)
    .mutation(({ ctx, input }) => controlTasks(ctx.pool, ctx.principal, "rerun", input)),
  rounds: procedure("run.read", {
    rest: "GET /runs/{runId}/stages/{stageId}/rounds",
    does: "Lists the rounds of a stage",
    answer: Rounds,
  })
    .input(ListRounds)
    .query(({ ctx, input }) => listRounds(ctx.pool, ctx.workspaceId, input)),
  followUps: procedure("run.read", {
    rest: "GET /runs/{runId}/follow-ups",
    does: "Lists the runs that a run has started",
    answer: FollowUps,
  })
    .input(ListFollowUps)
    .query(({ ctx, input }) => listFollowUps(ctx.pool, ctx.workspaceId, input)),
  spawns: procedure("run.read", {
    rest: "GET /runs/{runId}/spawns",
    does: "Lists the starts of follow-up runs, failed ones too",
    answer: Spawns,
  })
    .input(ListFollowUps)
    .query(({ ctx, input }) => listSpawns(ctx.pool, ctx.workspaceId, input)),
  retrySpawn: procedure("run.start", {
    rest: "POST /runs/{runId}/spawns/{spawnId}/retry",
    does: "Tries a failed start of a follow-up run again",
    answer: RetriedSpawn,
    status: 202,
  })
    .input(RetrySpawn)
    .mutation(({ ctx, input }) => retryFollowUp(ctx.pool, ctx.workspaceId, input)),
});
