import { DomainError } from "#core/errors.ts";
import { leavesOf } from "#core/graph.ts";
import { MAX_GENERATIONS } from "#core/spawn.ts";
import type { Queryable } from "#server/db.ts";
import { outputsOf } from "#server/engine/contexts.ts";
import type { StartRequest } from "#server/engine/start-runs.ts";
import { runnableVersion } from "#server/runs/runnable-version.ts";
import { type StartDeps, startRequest } from "#server/runs/start-request.ts";
import { versionDefinition } from "#server/version-cache.ts";
import { Payloads } from "#worker/scope.ts";

interface Child {
  workspaceId: string;
  /** The run whose task waits. */
  runId: number;
  workflow: string;
  input: unknown;
}

/** The runs that stages start and wait for. */
export interface ChildRuns {
  /** The start of a run of the latest version, its input checked. Throws DomainError for what the workflow refuses. */
  request(child: Child): Promise<StartRequest>;
  /** The outputs of the last stages of a run, by stage. */
  outputOf(workspaceId: string, runId: number): Promise<Record<string, unknown>>;
}

export function createChildRuns(db: Queryable, deps: StartDeps): ChildRuns {
  const payloads = new Payloads(deps.artifacts);

  return {
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
}
