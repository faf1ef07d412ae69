import type { Definition } from "#core/definition.ts";
import { expressionsIn } from "#core/expression.ts";
import { referencesOf } from "#core/expression-syntax.ts";
import { leavesOf } from "#core/graph.ts";
import type { Spawn } from "#core/spawn.ts";
import type { Queryable } from "#server/db.ts";
import { outputsOf } from "#server/engine/contexts.ts";
import type { ClaimedSpawn } from "#server/engine/spawns.ts";
import type { Payloads, StageInScope } from "#worker/scope.ts";

/** What the expressions of a follow-up see. `item` is the element of its `forEach` while one is at hand. */
export interface SpawnScope {
  input: unknown;
  item: unknown;
  run: { id: number; workflow: string };
  stages: Record<string, StageInScope>;
  /** Of the stage that caused it; of a run, those of its last stages by id. */
  output: unknown;
  metadata: unknown;
}

interface Reads {
  stages: Set<string>;
  output: boolean;
}

function readsOf(spawn: Spawn, definition: Definition): Reads {
  const reads: Reads = { stages: new Set(), output: false };
  for (const { source } of expressionsIn(spawn)) {
    const { stages, names } = referencesOf(source);
    for (const id of stages === "all" ? definition.stages.map((stage) => stage.id) : stages) reads.stages.add(id);
    if (stages === "all" || names.includes("output")) reads.output = true;
  }
  return reads;
}

/** Reads what the expressions of a follow-up name, and nothing else. */
export async function spawnScope(
  db: Queryable,
  payloads: Payloads,
  claimed: ClaimedSpawn,
  spawn: Spawn,
  definition: Definition,
): Promise<SpawnScope> {
  const { runId, taskId, stageId } = claimed;
  const reads = readsOf(spawn, definition);
  const ids = definition.stages.map(({ id }) => id);
  const giving = stageId === null ? leavesOf(ids, definition.dependencies) : [stageId];
  const named = [...reads.stages, ...(reads.output ? giving : [])];
  const stages: Record<string, StageInScope> = {};
  if (named.length > 0)
    for (const [id, output] of Object.entries(await outputsOf(db, runId, [...new Set(named)], taskId)))
      stages[id] = await payloads.outputOf(id, output);
  const outputs = Object.fromEntries(giving.map((id) => [id, stages[id]?.output]));
  return {
    input: await payloads.read(claimed.input, claimed.inputHash),
    item: { id: claimed.itemId },
    run: { id: runId, workflow: definition.name },
    stages,
    output: stageId === null ? outputs : outputs[stageId],
    metadata: claimed.metadata ?? {},
  };
}
