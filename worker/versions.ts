import { Definition, type Dependency, type Stage } from "#core/definition.ts";
import { type ConfigReads, configReadsOf } from "#core/input-parts.ts";
import type { Queryable } from "#server/db.ts";
import { publishRows, type StageRowData } from "#server/engine/publish-rows.ts";

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
}

const KEPT = 200;

/** Reads versions once: they never change, so the cache is never wrong, only bounded. */
export function createVersions(db: Queryable): (versionId: string) => Promise<LoadedVersion> {
  const cache = new Map<string, Promise<LoadedVersion>>();

  const load = async (versionId: string): Promise<LoadedVersion> => {
    const { rows } = await db.query<{ definition: unknown }>("select definition from version where id = $1", [
      versionId,
    ]);
    const definition = Definition.parse(rows[0]?.definition);
    return {
      workflowName: definition.name,
      functions: definition.functions,
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
