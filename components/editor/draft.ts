import { toggled, withoutStages, withStagesOf } from "#components/editor/change-types.ts";
import { type Change, changed } from "#components/editor/changed.ts";
import { copyFragment, type Fragment, pasteFragment } from "#components/editor/fragment.ts";
import { freePlace, pinned, placeAfter } from "#components/editor/place-stage.ts";
import { renameStage } from "#components/editor/rename-references.ts";
import { firstStageId, freeStageId } from "#components/editor/stage-ids.ts";
import { type GraphSelection, NOTHING_SELECTED } from "#components/graph/graph-mapper.ts";
import { dependencyId, type Point } from "#components/graph/graph-node.ts";
import type { ChangeRequests } from "#core/change-request.ts";
import type { Definition, Dependency, Stage } from "#core/definition.ts";
import { closesCycle } from "#core/graph.ts";
import { describedKind, type StageKind } from "#core/kinds/registry.ts";

/** What is being edited, and what of it is selected. React Flow's objects never get in here. */
export interface Draft {
  definition: Definition;
  selection: GraphSelection;
  /** The kind of change whose stages are being picked in the graph. It ends with all that is not about picking. */
  picking?: string;
}

export type StageChange = Change<Omit<Stage, "id" | "kind" | "position">>;
export type DependencyChange = Change<Pick<Dependency, "requiresSuccess" | "when">>;
export type WorkflowChange = Change<
  Pick<
    Definition,
    | "title"
    | "description"
    | "functions"
    | "input"
    | "itemId"
    | "actions"
    | "spawns"
    | "cancelDeadEnds"
    | "metadata"
    | "dedupe"
    | "workerTag"
  >
>;

export type DraftAction =
  | { type: "add_stage"; kind: StageKind; input?: unknown; at?: Point; after?: string }
  | { type: "rename_stage"; stageId: string; to: string }
  | { type: "move"; moves: ReadonlyMap<string, Point> }
  | { type: "nudge"; by: Point }
  | { type: "connect"; from: string; to: string }
  | { type: "run_after"; stageId: string; after: readonly string[] }
  | { type: "delete_selected" }
  | { type: "change_stage"; stageId: string; change: StageChange }
  | { type: "change_dependency"; dependencyId: string; change: DependencyChange }
  | { type: "set_changes"; changeRequests: ChangeRequests | undefined }
  | { type: "start_picking"; changeType: string }
  | { type: "pick"; stageIds: readonly string[] }
  | { type: "stop_picking" }
  | { type: "change_workflow"; change: WorkflowChange }
  | { type: "paste"; fragment: Fragment }
  | { type: "duplicate_selected" }
  | { type: "replace"; definition: Definition }
  | { type: "select"; selection: Partial<GraphSelection> }
  | { type: "select_all" };

/** The draft as it is opened, with one stage selected if it is named and there. */
export const openDraft = (definition: Definition, stageId: string | null = null): Draft => ({
  definition,
  selection: definition.stages.some(({ id }) => id === stageId)
    ? { stageIds: [String(stageId)], dependencyIds: [] }
    : NOTHING_SELECTED,
});

/** The draft after an action; the same draft where the action changes nothing. */
export function changeDraft(draft: Draft, action: DraftAction): Draft {
  const { definition, selection } = draft;
  switch (action.type) {
    case "add_stage":
      return addStage(draft, action);
    case "rename_stage":
      return rename(draft, action.stageId, action.to);
    case "move":
      return withDefinition(draft, move(definition, action.moves));
    case "nudge":
      return withDefinition(draft, nudge(definition, selection.stageIds, action.by));
    case "connect":
      return connect(draft, action.from, action.to);
    case "run_after":
      return withDefinition(draft, runAfter(definition, action.stageId, action.after));
    case "delete_selected":
      return deleteSelected(draft);
    case "change_stage":
      return withDefinition(
        draft,
        mapStage(definition, action.stageId, (stage) => changed(stage, action.change)),
      );
    case "change_dependency":
      return withDefinition(
        draft,
        mapDependency(definition, action.dependencyId, (found) => changed(found, action.change)),
      );
    case "change_workflow":
      return withDefinition(draft, changed(definition, action.change));
    case "set_changes":
      return withDefinition(draft, changed(definition, { changeRequests: action.changeRequests }));
    case "start_picking":
      return { definition, selection: NOTHING_SELECTED, picking: action.changeType };
    case "pick":
      return pick(draft, action.stageIds);
    case "stop_picking":
      return { definition, selection };
    case "paste":
      return paste(definition, action.fragment);
    case "duplicate_selected": {
      const fragment = copyFragment(definition, selection.stageIds);
      return fragment ? paste(definition, fragment) : draft;
    }
    case "replace":
      return withDefinition(draft, action.definition);
    case "select":
      return { definition, selection: { ...selection, ...action.selection } };
    case "select_all":
      return { definition, selection: { stageIds: definition.stages.map(({ id }) => id), dependencyIds: [] } };
  }
}

/** Why a dependency cannot be drawn, in one sentence; null when it can. */
export function connectionRefusal({ dependencies }: Definition, from: string, to: string): string | null {
  if (from === to) return "A stage cannot depend on itself.";
  if (dependencies.some((known) => known.from === from && known.to === to)) return `${to} runs after ${from} already.`;
  if (closesCycle(dependencies, from, to)) return `${from} waits for ${to} already: this would close a cycle.`;
  return null;
}

/** The draft with another definition; what is no longer there is no longer selected or picked for. */
export function withDefinition(draft: Draft, definition: Definition): Draft {
  if (definition === draft.definition) return draft;
  const stageIds = new Set(definition.stages.map(({ id }) => id));
  const dependencyIds = new Set(definition.dependencies.map(dependencyId));
  const selection = {
    stageIds: draft.selection.stageIds.filter((id) => stageIds.has(id)),
    dependencyIds: draft.selection.dependencyIds.filter((id) => dependencyIds.has(id)),
  };
  const { picking } = draft;
  const isPickedFor = picking !== undefined && Object.hasOwn(definition.changeRequests ?? {}, picking);
  return { definition, selection, ...(isPickedFor && { picking }) };
}

const selectStages = (definition: Definition, stageIds: readonly string[]): Draft => ({
  definition,
  selection: { stageIds, dependencyIds: [] },
});

function addStage(
  { definition }: Draft,
  { kind, input, at, after }: Extract<DraftAction, { type: "add_stage" }>,
): Draft {
  const before = pinned(definition);
  const anchor = before.stages.find(({ id }) => id === after);
  const id = freeStageId(new Set(before.stages.map((stage) => stage.id)), firstStageId(kind));
  const position = freePlace(before, anchor?.position ? placeAfter(anchor.position) : (at ?? { x: 0, y: 0 }));
  const stage: Stage = {
    id,
    kind,
    config: structuredClone(describedKind(kind).initialConfig),
    ...(input !== undefined && { input }),
    timeoutMs: TIMEOUT_MS,
    allowFailure: false,
    position,
  };
  const dependencies = anchor ? [...before.dependencies, requiring(anchor.id, id)] : before.dependencies;
  return selectStages({ ...before, stages: [...before.stages, stage], dependencies }, [id]);
}

const TIMEOUT_MS = 60_000;

const requiring = (from: string, to: string): Dependency => ({ from, to, requiresSuccess: true });

function rename(draft: Draft, stageId: string, to: string): Draft {
  const isTaken = draft.definition.stages.some(({ id }) => id === to);
  if (stageId === to || isTaken) return draft;
  const { stageIds } = draft.selection;
  return selectStages(
    renameStage(draft.definition, stageId, to),
    stageIds.map((id) => (id === stageId ? to : id)),
  );
}

function move(definition: Definition, moves: ReadonlyMap<string, Point>): Definition {
  const before = pinned(definition);
  return {
    ...before,
    stages: before.stages.map((stage) => {
      const to = moves.get(stage.id);
      return to && (to.x !== stage.position?.x || to.y !== stage.position.y)
        ? { ...stage, position: { x: to.x, y: to.y } }
        : stage;
    }),
  };
}

function nudge(definition: Definition, stageIds: readonly string[], by: Point): Definition {
  if (stageIds.length === 0) return definition;
  const moved = new Set(stageIds);
  const places = pinned(definition).stages.filter(({ id }) => moved.has(id));
  return move(
    definition,
    new Map(places.map(({ id, position }) => [id, { x: (position?.x ?? 0) + by.x, y: (position?.y ?? 0) + by.y }])),
  );
}

function connect(draft: Draft, from: string, to: string): Draft {
  if (connectionRefusal(draft.definition, from, to)) return draft;
  const dependency = requiring(from, to);
  const definition = { ...draft.definition, dependencies: [...draft.definition.dependencies, dependency] };
  return { definition, selection: { stageIds: [], dependencyIds: [dependencyId(dependency)] } };
}

function runAfter(definition: Definition, stageId: string, after: readonly string[]): Definition {
  const kept = definition.dependencies.filter(({ from, to }) => to !== stageId || after.includes(from));
  let result: Definition =
    kept.length === definition.dependencies.length ? definition : { ...definition, dependencies: kept };
  for (const from of after)
    if (!connectionRefusal(result, from, stageId))
      result = { ...result, dependencies: [...result.dependencies, requiring(from, stageId)] };
  return result;
}

function deleteSelected({ definition, selection }: Draft): Draft {
  const stageIds = new Set(selection.stageIds);
  const dependencyIds = new Set(selection.dependencyIds);
  const { changeRequests } = definition;
  return selectStages(
    changed(definition, {
      stages: definition.stages.filter(({ id }) => !stageIds.has(id)),
      dependencies: definition.dependencies.filter(
        (dependency) =>
          !stageIds.has(dependency.from) &&
          !stageIds.has(dependency.to) &&
          !dependencyIds.has(dependencyId(dependency)),
      ),
      changeRequests: changeRequests && withoutStages(changeRequests, stageIds),
    }),
    [],
  );
}

function pick(draft: Draft, stageIds: readonly string[]): Draft {
  const { changeRequests = {} } = draft.definition;
  if (draft.picking === undefined || stageIds.length === 0) return draft;
  const chosen = stageIds.reduce<string[]>(toggled, changeRequests[draft.picking] ?? []);
  const types = withStagesOf(changeRequests, draft.picking, chosen);
  return withDefinition(draft, changed(draft.definition, { changeRequests: types }));
}

function mapStage(definition: Definition, stageId: string, map: (stage: Stage) => Stage): Definition {
  const stages = definition.stages.map((stage) => (stage.id === stageId ? map(stage) : stage));
  return stages.every((stage, index) => stage === definition.stages[index]) ? definition : { ...definition, stages };
}

const mapDependency = (
  definition: Definition,
  id: string,
  map: (dependency: Dependency) => Dependency,
): Definition => ({
  ...definition,
  dependencies: definition.dependencies.map((dependency) =>
    dependencyId(dependency) === id ? map(dependency) : dependency,
  ),
});

function paste(definition: Definition, fragment: Fragment): Draft {
  const pasted = pasteFragment(definition, fragment);
  return selectStages(pasted.definition, pasted.stageIds);
}
