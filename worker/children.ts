import { DomainError } from "#core/errors.ts";
import { leavesOf } from "#core/graph.ts";
import { MAX_GENERATIONS } from "#core/spawn.ts";
import { hashOf } from "#server/content-hash.ts";
import type { Queryable } from "#server/db.ts";
import { outputsOf } from "#server/engine/contexts.ts";
import { type StartRequest, startRuns } from "#server/engine/start-runs.ts";
import { runnableVersion } from "#server/runs/runnable-version.ts";
import { type StartDeps, startRequest } from "#server/runs/start-request.ts";
import { sameRequest, startedBefore } from "#server/runs/started-before.ts";
import { versionDefinition } from "#server/version-cache.ts";
import { Payloads } from "#worker/scope.ts";

interface Child {
  workspaceId: string;
  /** The run whose task waits. */
  runId: number;
  workflow: string;
  input: unknown;
}

/** A run that nobody waits for, and that its key starts once. */
interface Started extends Child {
  taskId: number;
  key: string;
}

/** The runs that stages start and wait for. */
export interface ChildRuns {
  /** The start of a run of the latest version, its input checked. Throws DomainError for what the workflow refuses. */
  request(child: Child): Promise<StartRequest>;
  /** Starts a run at once; the same key answers with the first run. Throws DomainError as `request` does. */
  start(started: Started): Promise<number>;
  /** The outputs of the last stages of a run, by stage. */
  outputOf(workspaceId: string, runId: number): Promise<Record<string, unknown>>;
}

export function createChildRuns(db: Queryable, deps: StartDeps & { leaseMs: number }): ChildRuns {
  const payloads = new Payloads(deps.artifacts);

  const children: ChildRuns = {
    async request({ workspaceId, runId, workflow, input }) {
      const { rows } = await db.query<{ generation: number }>("select engine.generation_of($1) as generation", [runId]);
      const generation = rows[0]?.generation ?? 0;
      if (generation >= MAX_GENERATIONS)
        throw new DomainError(
          "conflict",
          `Run ${runId} stands at the end of ${generation} runs that caused each other; the next is not started`,
        );
      const version = await runnableVersion(db, workspaceId, { workflow });
      return startRequest(deps, { workspaceId, by: `run ${runId}` }, version, input, "input");
    },

    async start({ taskId, key, ...child }) {
      const { workspaceId, runId, workflow, input } = child;
      const requestHash = hashOf({ workflow, version: null, input });
      // Asked before all checks, as any start with a key.
      const earlier = await startedBefore(db, workspaceId, key);
      if (earlier) return sameRequest(earlier, requestHash).runId;
      const origin = { origin_run_id: runId, origin_task_id: taskId };
      const request = {
        ...(await children.request(child)),
        ...origin,
        idempotency_key: key,
        request_hash: requestHash,
      };
      const [started] = await startRuns(db, [request], deps.leaseMs);
      if (!started) throw new Error(`No run of ${workflow} was started`);
      return sameRequest(started, requestHash).runId;
    },

    async outputOf(workspaceId, runId) {
      const { rows } = await db.query<{ versionId: string }>(
        `select version_id as "versionId" from run where id = $1 and workspace_id = $2`,
        [runId, workspaceId],
      );
      if (!rows[0]) return {};
      const { stages, dependencies } = await versionDefinition(db, rows[0].versionId);
      const leaves = leavesOf(
        stages.map(({ id }) => id),
        dependencies,
      );
      const outputs = Object.entries(await outputsOf(db, runId, leaves));
      const read = outputs.map(async ([id, output]) => [id, (await payloads.outputOf(id, output)).output] as const);
      return Object.fromEntries(await Promise.all(read));
    },
  };
  return children;
}
