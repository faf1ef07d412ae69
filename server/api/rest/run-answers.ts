import { z } from "zod";
import { DIFFERENCES } from "#core/compare-runs.ts";
import { RUN_STATUSES } from "#core/statuses.ts";
import { page, RunId, RunSummary } from "#server/api/rest/answers.ts";

/** What the doors answer about runs that are changed, followed on and compared. */
export const Controlled = z.object({
  status: z.enum(RUN_STATUSES),
  changed: z.array(z.int()).describe("The tasks that it changed or made"),
});

export const OlderCode = z.object({
  newest: z.int().nullable().describe("The newest version; null before the first"),
  taskCount: z.int().min(0),
  runIds: z.array(RunId),
});
export const Restarted = z.object({
  restarted: z.array(z.object({ runId: RunId, newRunId: RunId })),
  refused: z.array(z.object({ runId: RunId, reason: z.string() })),
  left: z.int().min(0).describe("Runs that are left for another call"),
});

export const UpdatePreview = z.object({
  definition: z.looseObject({ name: z.string() }),
  newerRunId: RunId.nullable().describe("An update run of the same base run that is there already"),
  stages: z.array(
    z.object({
      stageId: z.string(),
      fate: z.enum(["seed", "suspect", "reused"]),
      reason: z.looseObject({ because: z.string() }).nullable(),
      usualMs: z.number().nullable(),
    }),
  ),
});

export const FollowUps = page(
  RunSummary.extend({ stageId: z.string().nullable(), isAwaited: z.boolean(), startAt: z.iso.datetime().nullable() }),
);
export const Spawns = page(
  z.looseObject({
    id: z.int().positive(),
    stageId: z.string().nullable(),
    workflow: z.string(),
    status: z.enum(["pending", "done", "failed"]),
    runCount: z.int().nullable(),
  }),
);
export const RetriedSpawn = z.object({ status: z.enum(["pending", "done", "failed"]) });

const ComparedTask = z.looseObject({ taskId: z.int(), status: z.string() });
export const Comparison = z.looseObject({
  first: RunSummary,
  second: RunSummary,
  hasOtherInput: z.boolean(),
  firstDiffering: z.string().nullable().describe("The stage where the runs part"),
  stages: z.array(
    z.looseObject({
      stageId: z.string(),
      differs: z.array(z.enum(DIFFERENCES)),
      first: ComparedTask.nullable(),
      second: ComparedTask.nullable(),
    }),
  ),
});
