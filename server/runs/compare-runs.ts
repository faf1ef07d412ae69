import { z } from "zod";
import { compareRuns, type RunSide, type StageFacts } from "#core/compare-runs.ts";
import type { ComparedRun, ComparedStage, ComparedTask, RunComparison } from "#core/comparison-views.ts";
import { DomainError } from "#core/errors.ts";
import type { RunSummary } from "#core/views.ts";
import type { Queryable } from "#server/db.ts";
import { type ComparedFanOut, compareSubtasks, type MadeFanOut } from "#server/runs/compare-subtasks.ts";
import { iso, RUN_SUMMARY } from "#server/runs/sql-fragments.ts";
import { versionDefinition } from "#server/version-cache.ts";

export const CompareRuns = z.object({
  runId: z.int().positive().describe("The first run"),
  otherRunId: z.int().positive().describe("The second, which is looked at beside it"),
});

/**
 * JSON as text that is equal for equal values. Who decided, and when, is no difference between two outputs of gates, and how
 * long people took is none in time.
 */
const RUN = `
  select ${RUN_SUMMARY}, r.workflow_id as "workflowId", r.version_id as "versionId",
         coalesce(r.input_hash, md5(r.input::jsonb::text)) as "inputKey",
         (select coalesce(json_agg(stage), '[]') from (
            select t.stage_id as "stageId", t.id as "taskId", t.status, t.skip_reason as "skipReason", t.round, t.attempt,
                   ${iso("t.started_at")} as "startedAt", ${iso("t.finished_at")} as "finishedAt",
                   coalesce(t.input_digest, made.input_digest) as "inputDigest",
                   coalesce(made.input_hash, md5(made.input::jsonb::text)) as "inputKey",
                   case when t.subtask_count is null then
                     coalesce(t.output_hash, md5(case
                       when v.purpose = 'gate' and json_typeof(t.output) = 'object' then t.output::jsonb - '{decidedAt,decidedBy}'::text[]
                       else t.output::jsonb
                     end::text)) end as "outputKey",
                   case when t.status <> 'skipped' and v.id is null then
                     (extract(epoch from t.finished_at - t.started_at) * 1000)::float8 end as "durationMs",
                   v.decision, v.decided_by as "decidedBy",
                   case when made.id <> t.id then json_build_object('runId', made.run_id, 'taskId', made.id) end as source,
                   t.subtask_count as "subtaskCount"
            from task t
            join task made on made.id = coalesce(t.source_task_id, t.id)
            left join review v on v.task_id = made.id and v.call_id is null
            where t.run_id = r.id and t.subtask is null and t.is_latest) stage) as stages
  from run r
  join workflow w on w.id = r.workflow_id
  join version v on v.id = r.version_id
  where r.id = $1 and r.workspace_id = $2`;

type StageRow = ComparedTask & Omit<StageFacts, keyof ComparedTask> & { stageId: string };
type Row = RunSummary & { workflowId: string; versionId: string; inputKey: string | null; stages: StageRow[] };

interface ReadRun {
  workflowId: string;
  inputKey: string | null;
  view: ComparedRun;
  stages: ReadonlyMap<string, StageRow>;
}

async function readRun(
  db: Queryable,
  workspaceId: string,
  runId: number,
  field: keyof z.infer<typeof CompareRuns>,
): Promise<ReadRun> {
  const { rows } = await db.query<Row>({ name: "compare_run", text: RUN, values: [runId, workspaceId] });
  const [row] = rows;
  if (!row) throw new DomainError("not_found", `There is no run ${runId}`, { field });
  const { workflowId, versionId, inputKey, stages, ...summary } = row;
  return {
    workflowId,
    inputKey,
    view: { ...summary, definition: await versionDefinition(db, versionId) },
    stages: new Map(stages.map((stage) => [stage.stageId, stage])),
  };
}

/** What differs between two runs of one workflow, and where they part. Payloads are read by task. */
export async function compareTwoRuns(
  db: Queryable,
  workspaceId: string,
  { runId, otherRunId }: z.infer<typeof CompareRuns>,
): Promise<RunComparison> {
  const [first, second] = await Promise.all([
    readRun(db, workspaceId, runId, "runId"),
    readRun(db, workspaceId, otherRunId, "otherRunId"),
  ]);
  if (first.workflowId !== second.workflowId)
    throw new DomainError(
      "bad_input",
      `otherRunId: run ${otherRunId} is one of ${second.view.workflowName}, and run ${runId} one of ${first.view.workflowName}`,
      { field: "otherRunId" },
    );

  const fanOuts = await compareSubtasks(db, fanOutsIn(first, second));
  const differing = new Map(Array.from(fanOuts, ([stageId, { differing }]) => [stageId, differing ?? 0]));
  const { stages, firstDiffering } = compareRuns(sideOf(first), sideOf(second), differing);
  return {
    first: first.view,
    second: second.view,
    hasOtherInput: first.inputKey !== second.inputKey,
    firstDiffering,
    stages: stages.map(
      ({ stageId, differs }): ComparedStage => ({
        stageId,
        differs,
        first: taskView(first.stages.get(stageId)),
        second: taskView(second.stages.get(stageId)),
        subtasks: fanOuts.get(stageId) ?? null,
      }),
    ),
  };
}

const sideOf = ({ view, stages }: ReadRun): RunSide => ({ definition: view.definition, stages });

function taskView(row: StageRow | undefined): ComparedTask | null {
  if (!row) return null;
  const { stageId: _, inputDigest: __, inputKey: ___, outputKey: ____, durationMs: _____, ...task } = row;
  return task;
}

/** The stages that fanned out in both runs, and where the subtasks of each are found. */
function fanOutsIn(first: ReadRun, second: ReadRun): ComparedFanOut[] {
  const madeIn = (run: ReadRun, { source, taskId }: StageRow): MadeFanOut => source ?? { runId: run.view.id, taskId };
  return [...first.stages.values()].flatMap((stage) => {
    const other = second.stages.get(stage.stageId);
    if (stage.subtaskCount === null || !other || other.subtaskCount === null) return [];
    return [{ stageId: stage.stageId, first: madeIn(first, stage), second: madeIn(second, other) }];
  });
}
