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

export async function publishDefinition(db: Queryable, definition: Definition): Promise<Published> {
  const [workspaceId, workflowId, versionId] = [randomUUID(), randomUUID(), randomUUID()];
  const rows = publishRows(definition);
  await db.query("insert into workflow (id, workspace_id, name, draft, draft_hash) values ($1, $2, $3, $4, '')", [
    workflowId,
    workspaceId,
    definition.name,
    JSON.stringify(definition),
  ]);
  await db.query(
    `insert into version (id, workflow_id, number, definition, hash, published_by, actions)
     values ($1, $2, 1, $3, '', 'test', $4)`,
    [versionId, workflowId, JSON.stringify(definition), rows.version.actions],
  );
  await db.query(
    `insert into stage (version_id, stage_id, ordinal, kind, dependency_count, allow_failure, priority, reads,
                        subtask_reads, actions)
     select $1, s."stageId", s.ordinal, s.kind, s."dependencyCount", s."allowFailure", s.priority, s.reads, s."subtaskReads", s.actions
     from json_to_recordset($2) s ("stageId" text, ordinal int, kind text, "dependencyCount" int, "allowFailure" boolean, priority int, reads text[],
                                   "subtaskReads" text[], actions text[])`,
    [versionId, JSON.stringify(rows.stages)],
  );
  await db.query(
    `insert into dependency (version_id, from_stage, to_stage, requires_success)
     select $1, d."fromStage", d."toStage", d."requiresSuccess"
     from json_to_recordset($2) d ("fromStage" text, "toStage" text, "requiresSuccess" boolean)`,
    [versionId, JSON.stringify(rows.dependencies)],
  );
  return { workspaceId, workflowId, versionId, definition };
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
