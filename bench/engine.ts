import { randomUUID } from "node:crypto";
import { Definition } from "#core/definition.ts";
import type { Pool } from "#server/db.ts";
import { publishRows } from "#server/engine/publish-rows.ts";
import { type StartRequest, startRuns } from "#server/engine/start-runs.ts";

export const LEASE_MS = 15_000;

/** A published workflow, put straight into the tables. */
export interface Published {
  workspaceId: string;
  workflowId: string;
  versionId: string;
}

/** Publishes a definition in a workspace: that of the bench, which nobody is a member of, unless said. */
export async function publish(pool: Pool, json: unknown, workspaceId = "bench"): Promise<Published> {
  const definition = Definition.parse(json);
  const [workflowId, versionId] = [randomUUID(), randomUUID()];
  const { stages, dependencies } = publishRows(definition);
  await pool.query(
    "insert into workflow (id, workspace_id, name, draft, draft_hash, updated_at) values ($1, $4, $2, $3, '', now())",
    [workflowId, `${definition.name}.${workflowId.slice(0, 8)}`, definition, workspaceId],
  );
  await pool.query(
    "insert into version (id, workflow_id, number, definition, hash, published_by) values ($1, $2, 1, $3, '', 'bench')",
    [versionId, workflowId, definition],
  );
  await pool.query(
    `insert into stage (version_id, stage_id, ordinal, kind, dependency_count, allow_failure, priority, reads, subtask_reads, rules,
                        cache_scope)
     select $1, s."stageId", s.ordinal, s.kind, s."dependencyCount", s."allowFailure", s.priority, s.reads, s."subtaskReads", s.rules,
            s."cacheScope"
     from json_to_recordset($2) s ("stageId" text, ordinal int, kind text, "dependencyCount" int, "allowFailure" boolean, priority int, reads text[],
                                   "subtaskReads" text[], rules json, "cacheScope" text)`,
    [versionId, JSON.stringify(stages)],
  );
  await pool.query(
    `insert into dependency (version_id, from_stage, to_stage, requires_success)
     select $1, d."fromStage", d."toStage", d."requiresSuccess"
     from json_to_recordset($2) d ("fromStage" text, "toStage" text, "requiresSuccess" boolean)`,
    [versionId, JSON.stringify(dependencies)],
  );
  return { workspaceId, workflowId, versionId };
}

/** Starts as many runs as there are inputs, in one call, and returns their ids. */
export async function start(
  pool: Pool,
  { workspaceId, workflowId, versionId }: Published,
  inputs: unknown[],
): Promise<number[]> {
  const requests = inputs.map(
    (input): StartRequest => ({
      workspace_id: workspaceId,
      workflow_id: workflowId,
      version_id: versionId,
      item_id: null,
      input,
      input_hash: null,
      input_size: 0,
      started_by: "bench",
      idempotency_key: null,
      request_hash: null,
    }),
  );
  return (await startRuns(pool, requests, LEASE_MS)).map(({ runId }) => runId);
}

const SHORTEST_LOOK_MS = 20;
const LONGEST_LOOK_MS = 500;

/**
 * Waits until the runs have ended and returns from the first start to the last end in milliseconds, by the database's
 * clock. It looks less often the longer it takes: each look counts all runs, on the processors that do the work.
 */
export async function whenFinished(pool: Pool, runIds: number[]): Promise<number> {
  const begin = performance.now();
  for (;;) {
    const { rows } = await pool.query<{ open: number; failed: number; tookMs: number }>(
      `select count(*) filter (where finished_at is null) as open,
              count(*) filter (where status in ('failed', 'canceled')) as failed,
              (extract(epoch from max(finished_at) - min(created_at)) * 1000)::float8 as "tookMs"
       from run where id = any ($1)`,
      [runIds],
    );
    const [row] = rows;
    if (row?.failed) throw new Error(`${row.failed} of ${runIds.length} runs failed`);
    if (row?.open === 0) return row.tookMs;
    const lookMs = Math.min(Math.max((performance.now() - begin) / 20, SHORTEST_LOOK_MS), LONGEST_LOOK_MS);
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
}
