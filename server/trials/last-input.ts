import type { z } from "zod";
import { DomainError } from "#core/errors.ts";
import { upstreamOf } from "#core/graph.ts";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import type { Pool, Prisma } from "#server/db.ts";
import { sampleRun } from "#server/runs/sample-run.ts";
import type { StageOfDraft } from "#server/trials/pins.ts";
import { findWorkflow } from "#server/workflows/find-workflow.ts";

/** How many of the newest runs are looked through. */
const RUNS = 200;
const MAX_BYTES = 512 * 1024;

interface LastInput {
  runId: number;
  input: unknown;
}

interface Deps {
  pool: Pool;
  prisma: Prisma;
  artifacts: ArtifactStore;
}

/**
 * What a stage was last given by a real run: the input of code, what the expressions of another kind would see. Null when
 * no run has come so far; refuses what is too large to be pinned.
 */
export async function lastInput(
  deps: Deps,
  workspaceId: string,
  { name, stageId }: z.infer<typeof StageOfDraft>,
): Promise<LastInput | null> {
  const { id, draft } = await findWorkflow(deps.prisma, workspaceId, name);
  if (draft.stages.find((stage) => stage.id === stageId)?.kind === "code") return inputOfCode(deps, id, stageId);
  const { runId, data } = await sampleRun(deps, workspaceId, name);
  if (runId === null || !data) return null;
  const before = upstreamOf([stageId], draft.dependencies);
  const stages = Object.fromEntries(Object.entries(data.stages).filter(([stage]) => before.has(stage)));
  return small({ runId, input: { input: data.input, item: data.item, stages } });
}

async function inputOfCode({ pool, artifacts }: Deps, workflowId: string, stageId: string): Promise<LastInput | null> {
  const { rows } = await pool.query<{ runId: number; input: unknown; hash: string | null }>(
    `select t.run_id as "runId", t.input, t.input_hash as hash
     from (select id from run where workflow_id = $1 order by id desc limit ${RUNS}) r
     join task t on t.run_id = r.id and t.stage_id = $2
     where t.subtask_count is null and (t.input is not null or t.input_hash is not null)
     order by t.run_id desc, t.round desc, t.subtask
     limit 1`,
    [workflowId, stageId],
  );
  const [row] = rows;
  if (!row) return null;
  if (row.hash === null) return small({ runId: row.runId, input: row.input });
  const size = await artifacts.sizeOf(row.hash);
  if (size === null) return null;
  if (size > MAX_BYTES) throw tooLarge(row.runId);
  return small({ runId: row.runId, input: await artifacts.readJson(row.hash) });
}

function small(found: LastInput): LastInput {
  if (JSON.stringify(found.input).length > MAX_BYTES) throw tooLarge(found.runId);
  return found;
}

const tooLarge = (runId: number) =>
  new DomainError("too_large", `The input in run ${runId} is longer than 512 KiB; pin a part of it by hand`);
