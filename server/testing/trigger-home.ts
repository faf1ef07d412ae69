import { Definition } from "#core/definition.ts";
import type { Services } from "#server/api/context.ts";
import { publish } from "#server/testing/definitions.ts";
import { type Caller, callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";

export interface TriggerHome {
  home: Workspace;
  owner: Caller;
  /** Publishes a workflow of one transform whose input needs an `id`. */
  workflow(name: string): Promise<string>;
}

export const importDefinition = (name: string, required: string[] = ["id"]): Definition =>
  Definition.parse({
    heddle: 1,
    name,
    title: "Import",
    input: { type: "object", properties: { id: { type: "string" } }, required },
    itemId: { $: "input.id" },
    stages: [{ id: "a", kind: "transform", config: { expression: "input" } }],
    dependencies: [],
  });

/** A workspace with an owner, in which triggers are made. */
export async function triggerHome(services: Services): Promise<TriggerHome> {
  const home = await newWorkspace(services);
  const owner = callerFor(services, await home.as("owner"));
  return {
    home,
    owner,
    async workflow(name) {
      await publish(owner, importDefinition(name));
      return name;
    },
  };
}

export interface TriggeredRun {
  id: number;
  key: string | null;
  startedBy: string;
  itemId: string | null;
  input: unknown;
}

/** The runs of a workspace, oldest first. */
export async function runsOf({ pool }: Services, workspaceId: string): Promise<TriggeredRun[]> {
  const { rows } = await pool.query<TriggeredRun>(
    `select id, idempotency_key as key, started_by as "startedBy", item_id as "itemId", input
     from run
     where workspace_id = $1
     order by id`,
    [workspaceId],
  );
  return rows;
}
