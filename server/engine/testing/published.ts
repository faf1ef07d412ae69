import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { Definition } from "#core/definition.ts";
import type { Queryable } from "#server/db.ts";
import { publishRows } from "#server/engine/publish-rows.ts";
import { type StartRequest, startRuns } from "#server/engine/start-runs.ts";

/** A version in the database, and the definition that it was made from. */
export interface Published {
  workspaceId: string;
  workflowId: string;
  versionId: string;
  definition: Definition;
}

type DefinitionInput = z.input<typeof Definition>;
export type StageInput = Partial<DefinitionInput["stages"][number]> & { id: string };
export type DependencyInput = NonNullable<DefinitionInput["dependencies"]>[number];

export const LEASE_MS = 60_000;

/** A definition of the given stages, transforms unless they say otherwise. */
export const definitionOf = (stages: StageInput[], dependencies: DependencyInput[] = []): Definition =>
  Definition.parse({
    heddle: 1,
    name: "test.flow",
    stages: stages.map((stage) => ({ kind: "transform", config: { expression: "input" }, ...stage })),
    dependencies,
  });

/** Dependencies along the given stages: `chain("a", "b", "c")` is a → b → c. */
export const chain = (...ids: string[]): DependencyInput[] =>
  ids.slice(1).map((to, index) => ({ from: ids[index] ?? to, to }));

/** Publishes the first version of a workflow in a workspace of its own. */
export async function publish(
  db: Queryable,
  stages: StageInput[],
  dependencies: DependencyInput[] = [],
): Promise<Published> {
  return publishDefinition(db, definitionOf(stages, dependencies));
}

/** The same for a whole definition, in this workspace if one is given. */
export async function publishDefinition(
  db: Queryable,
  definition: Definition,
  workspaceId: string = randomUUID(),
): Promise<Published> {
  const [workflowId, versionId] = [randomUUID(), randomUUID()];
  const rows = publishRows(definition);
  await db.query(
    "insert into workflow (id, workspace_id, name, draft, draft_hash, latest_version) values ($1, $2, $3, $4, '', 1)",
    [workflowId, workspaceId, definition.name, JSON.stringify(definition)],
  );
  await db.query(
    `insert into version (id, workflow_id, number, definition, hash, published_by, actions, spawn_count, cancels_dead_ends,
                          functions)
     values ($1, $2, 1, $3, '', 'test', $4, $5, $6, $7)`,
    [
      versionId,
      workflowId,
      JSON.stringify(definition),
      rows.version.actions,
      rows.version.spawnCount,
      rows.version.cancelsDeadEnds,
      rows.version.functions,
    ],
  );
  await insertRows(db, "stage", versionId, rows.stages);
  await insertRows(db, "dependency", versionId, rows.dependencies);
  return { workspaceId, workflowId, versionId, definition };
}

/** Inserts rows as publishing does: their keys are the columns in camel case. */
async function insertRows(
  db: Queryable,
  table: "stage" | "dependency",
  versionId: string,
  rows: object[],
): Promise<void> {
  const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const given = rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [snake(name), value])));
  const columns = [...new Set(given.flatMap(Object.keys))].join(", ");
  if (!columns) return;
  await db.query(
    `insert into ${table} (version_id, ${columns}) select $1, ${columns} from json_populate_recordset(null::${table}, $2)`,
    [versionId, JSON.stringify(given)],
  );
}

/** A request to start a run of it, as the door would make it. */
export const requestFor = (published: Published, changes: Partial<StartRequest> = {}): StartRequest => ({
  workspace_id: published.workspaceId,
  workflow_id: published.workflowId,
  version_id: published.versionId,
  item_id: null,
  input: {},
  input_hash: null,
  input_size: 2,
  started_by: "test@example.org",
  idempotency_key: null,
  request_hash: null,
  ...changes,
});

/** Starts one run and returns its id. */
export async function startRun(db: Queryable, published: Published): Promise<number> {
  const [started] = await startRuns(db, [requestFor(published)], LEASE_MS);
  if (!started) throw new Error("start_runs() answered nothing");
  return started.runId;
}
