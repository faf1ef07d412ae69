import { z } from "zod";
import { ChangeType, FULL_REBUILD } from "#core/change-request.ts";
import type { Definition } from "#core/definition.ts";
import { DomainError } from "#core/errors.ts";
import type { RunStatus, SkipReason, TaskStatus } from "#core/statuses.ts";
import { planUpdate, type StagePlan } from "#core/update-plan.ts";
import { hashOf } from "#server/content-hash.ts";
import type { Pool } from "#server/db.ts";
import { startUpdateRun, type UpdateAnswer } from "#server/engine/start-update-run.ts";
import { unknownRun } from "#server/runs/require-run.ts";
import { runnableVersion } from "#server/runs/runnable-version.ts";
import { type StartDeps, type Starter, startRequest } from "#server/runs/start-request.ts";
import { sameRequest, startedBefore } from "#server/runs/started-before.ts";
import { versionDefinition } from "#server/version-cache.ts";

const MAX_NOTE = 5_000;

/** What should be different in a finished run: a type of change that its workflow knows, or stages by name. */
export const Update = z
  .object({
    runId: z.int().positive().describe("The base run"),
    type: ChangeType.optional(),
    stages: z.array(z.string().max(64)).max(5_000).optional().describe("Stages to do anew, beside those of the type"),
    input: z.unknown().optional().describe("Another input; without it that of the base run"),
    version: z.int().min(1).optional().describe("Another version of the workflow; without it that of the base run"),
    note: z.string().max(MAX_NOTE).default(""),
  })
  .strict();
export const StartUpdate = Update.extend({
  force: z.boolean().default(false).describe("Also when there is an update run of the same base run already"),
  idempotencyKey: z.string().min(1).max(200).optional(),
});

interface Base {
  workflow: string;
  versionId: string;
  versionNumber: number;
  status: RunStatus;
  epoch: number;
  input: unknown;
  inputHash: string | null;
  stages: { stageId: string; status: TaskStatus; skipReason: SkipReason | null }[];
}

interface Deps extends StartDeps {
  pool: Pool;
}

async function readBase(pool: Pool, workspaceId: string, runId: number): Promise<Base> {
  const { rows } = await pool.query<Base>(
    `select w.name as workflow, r.version_id as "versionId", v.number as "versionNumber", r.status, r.epoch, r.input,
            r.input_hash as "inputHash",
            (select coalesce(json_agg(json_build_object('stageId', t.stage_id, 'status', t.status, 'skipReason', t.skip_reason)), '[]')
             from task t where t.run_id = r.id and t.subtask is null and t.is_latest) as stages
     from run r
     join workflow w on w.id = r.workflow_id
     join version v on v.id = r.version_id
     where r.id = $1 and r.workspace_id = $2`,
    [runId, workspaceId],
  );
  const [base] = rows;
  if (!base) throw unknownRun(runId);
  return base;
}

/** The stages that a change names; `full_rebuild` names all. */
function namedStages(
  { stages, changeRequests = {} }: Definition,
  { type, stages: named = [] }: z.infer<typeof Update>,
): string[] {
  const known = new Set(stages.map(({ id }) => id));
  const unknown = named.find((id) => !known.has(id));
  if (unknown !== undefined)
    throw new DomainError("bad_input", `stages: there is no stage ${unknown} in this version`, { field: "stages" });
  if (type === undefined) return named;
  if (type === FULL_REBUILD) return [...known];
  const ofType = changeRequests[type];
  if (ofType) return [...ofType, ...named];
  const types = [...Object.keys(changeRequests), FULL_REBUILD].join(", ");
  throw new DomainError("bad_input", `type: the workflow knows no change ${type}; it knows ${types}`, {
    field: "type",
  });
}

const unfinished = (runId: number, status: RunStatus) =>
  new DomainError("conflict", `Run ${runId} is ${status}: only a completed run can be updated`, {
    field: "runId",
    status,
  });

async function planned(deps: Deps, who: Starter, asked: z.infer<typeof Update>) {
  const base = await readBase(deps.pool, who.workspaceId, asked.runId);
  if (base.status !== "completed") throw unfinished(asked.runId, base.status);
  const version = await runnableVersion(deps.pool, who.workspaceId, {
    workflow: base.workflow,
    version: asked.version ?? base.versionNumber,
  });
  const before = await versionDefinition(deps.pool, base.versionId);
  const next = await versionDefinition(deps.pool, version.versionId);
  const given = base.inputHash === null ? base.input : await deps.artifacts.readJson(base.inputHash);
  const input = asked.input === undefined ? given : asked.input;
  const named = namedStages(next, asked);
  const hasOtherInput = asked.input !== undefined && hashOf(asked.input) !== hashOf(given);
  const stands = new Map(base.stages.map((stage) => [stage.stageId, stage]));
  const plan = planUpdate(before, next, stands, { named: new Set(named), hasOtherInput });
  const request = await startRequest(deps, who, version, input, "input");
  return { base, next, plan, named, request };
}

/** What an update run would do, stage by stage. Nothing is written. Refuses what a start would refuse. */
export async function previewUpdate(deps: Deps, who: Starter, asked: z.infer<typeof Update>): Promise<UpdatePreview> {
  const { next, plan, base } = await planned(deps, who, asked);
  const runs = plan.filter(({ fate }) => fate !== "reused").map(({ stageId }) => stageId);
  const [tookMs, newerRunId] = await Promise.all([
    usualTimes(deps.pool, base.versionId, runs),
    newestUpdate(deps.pool, asked.runId),
  ]);
  return {
    definition: next,
    newerRunId,
    stages: plan.map((stage) => ({ ...stage, usualMs: tookMs.get(stage.stageId) ?? null })),
  };
}

export interface UpdatePreview {
  definition: Definition;
  /** An update run of the same base run that is there already. */
  newerRunId: number | null;
  /** With how long the stage usually takes, in milliseconds; null when it has not run yet. */
  stages: (StagePlan & { usualMs: number | null })[];
}

/**
 * The median time of each stage in milliseconds, over its completed tasks in the last 20 completed runs of this version; looks
 * no further back than the last 1,000 runs of the workflow.
 */
async function usualTimes(pool: Pool, versionId: string, stageIds: string[]): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ stageId: string; ms: number | null }>(
    `with recent as materialized (
       select id, version_id, status
       from run
       where workflow_id = (select workflow_id from version where id = $1)
       order by id desc
       limit 1000
     ),
     completed as materialized (
       select id from recent where version_id = $1 and status = 'completed' order by id desc limit 20
     )
     select s.stage_id as "stageId", percentile_cont(0.5) within group (order by t.ms)::float8 as ms
     from unnest($2::text[]) s (stage_id)
     cross join completed r
     -- One by one by their key: a run may have a hundred thousand tasks.
     cross join lateral (
       select extract(epoch from finished_at - started_at) * 1000 as ms
       from task
       where run_id = r.id and stage_id = s.stage_id and subtask is null and status = 'completed'
       offset 0
     ) t
     group by s.stage_id`,
    [versionId, stageIds],
  );
  return new Map(rows.flatMap(({ stageId, ms }) => (ms === null ? [] : [[stageId, ms]])));
}

async function newestUpdate(pool: Pool, baseRunId: number): Promise<number | null> {
  const { rows } = await pool.query<{ runId: number | null }>(
    'select max(id) as "runId" from run where base_run_id = $1',
    [baseRunId],
  );
  return rows[0]?.runId ?? null;
}

/** Starts an update run on a completed run. The same idempotency key answers with the first one, or refuses another request. */
export async function startUpdate(
  deps: Deps,
  who: Starter,
  { force, idempotencyKey, ...asked }: z.infer<typeof StartUpdate>,
): Promise<{ runId: number }> {
  const requestHash = idempotencyKey === undefined ? null : hashOf(JSON.parse(JSON.stringify(asked)));
  // Asked before all checks: the base run may have been done over since.
  const earlier = idempotencyKey && (await startedBefore(deps.pool, who.workspaceId, idempotencyKey));
  if (earlier) return { runId: sameRequest(earlier, requestHash).runId };
  const { base, plan, named, request } = await planned(deps, who, asked);
  const { dedupe: _, ...start } = request;
  const answer = await startUpdateRun(deps.pool, {
    request: { ...start, idempotency_key: idempotencyKey ?? null, request_hash: requestHash },
    baseRunId: asked.runId,
    epoch: base.epoch,
    plan,
    change: { type: asked.type ?? null, stages: named, note: asked.note },
    isForced: force,
  });
  return started(answer, asked.runId, requestHash);
}

function started(answer: UpdateAnswer, runId: number, requestHash: string | null): { runId: number } {
  switch (answer.outcome) {
    case "started":
      return { runId: sameRequest(answer, requestHash).runId };
    case "unknown":
      throw unknownRun(runId);
    case "unfinished":
      throw unfinished(runId, answer.status);
    case "changed":
      throw new DomainError("conflict", `Run ${runId} was done over in part meanwhile; look at it again`, {
        field: "runId",
      });
    case "stale":
      throw new DomainError(
        "conflict",
        `Run ${answer.runId} is a newer update of run ${runId}; update that one, or force it`,
        { field: "runId" },
      );
  }
}
