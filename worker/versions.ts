import type { Modules } from "#core/code-modules.ts";
import { Definition, type Dependency, type Stage } from "#core/definition.ts";
import { type ConfigReads, configReadsOf } from "#core/input-parts.ts";
import { modulesOf } from "#core/published-functions.ts";
import type { Queryable } from "#server/db.ts";
import { publishRows, type StageRowData } from "#server/engine/publish-rows.ts";
import { findFunctions, rowsOf } from "#server/functions/find-functions.ts";

/** A version as the worker needs it: stages and incoming dependencies by stage id. */
export interface LoadedVersion {
  workflowName: string;
  stages: Map<string, Stage>;
  incoming: Map<string, Dependency[]>;
  /** The stages whose outputs each stage, and each of its subtasks, reads. */
  reads: Map<string, Pick<StageRowData, "reads" | "subtaskReads">>;
  /** What the expressions of each stage's config read. */
  configReads: Map<string, ConfigReads>;
  /** The code whose exports that of any stage may import. */
  functions: string | undefined;
  /** What the code of each stage may import. */
  modules: Map<string, Modules>;
}

const KEPT = 200;

/** Reads versions once: they never change, so the cache is never wrong, only bounded. */
export function createVersions(db: Queryable): (versionId: string) => Promise<LoadedVersion> {
  const cache = new Map<string, Promise<LoadedVersion>>();

  const load = async (versionId: string): Promise<LoadedVersion> => {
    const { rows } = await db.query<{ definition: unknown; workspaceId: string; named: string[] }>(
      `select v.definition, w.workspace_id as "workspaceId", v.functions as named
       from version v
       join workflow w on w.id = v.workflow_id
       where v.id = $1`,
      [versionId],
    );
    const { workspaceId = "", named = [] } = rows[0] ?? {};
    const definition = Definition.parse(rows[0]?.definition);
    const published = await findFunctions(rowsOf(db), workspaceId, named);
    return {
      workflowName: definition.name,
      functions: definition.functions,
      modules: new Map(definition.stages.map((stage) => [stage.id, modulesOf(stage, definition.functions, published)])),
      stages: new Map(definition.stages.map((stage) => [stage.id, stage])),
      incoming: Map.groupBy(definition.dependencies, ({ to }) => to),
      configReads: configReadsOf(definition),
      reads: new Map(publishRows(definition).stages.map((stage) => [stage.stageId, stage])),
    };
  };

  return (versionId) => {
    const cached = cache.get(versionId);
    if (cached) return cached;
    const loading = load(versionId);
    loading.catch(() => cache.delete(versionId));
    cache.set(versionId, loading);
    const [oldest] = cache.keys();
    if (cache.size > KEPT && oldest !== undefined) cache.delete(oldest);
    return loading;
  };
}
