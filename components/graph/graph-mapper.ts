import { dependencyLabel } from "#components/graph/dependency-edge.tsx";
import {
  type DependencyFlow,
  type DependencyFlowEdge,
  dependencyId,
  NODE_HANDLES,
  NODE_SIZE,
  type Point,
  type StageFate,
  type StageFlowNode,
  type StageMark,
  type StageNodeData,
  type StageProgress,
  stageTitle,
} from "#components/graph/graph-node.ts";
import { stageLabel } from "#components/graph/stage-node.tsx";
import type { Definition, Dependency, Stage } from "#core/definition.ts";

export interface GraphSelection {
  stageIds: readonly string[];
  dependencyIds: readonly string[];
}

export const NOTHING_SELECTED: GraphSelection = { stageIds: [], dependencyIds: [] };

/** What is drawn onto the definition. */
export interface GraphLook {
  positions: ReadonlyMap<string, Point>;
  selection: GraphSelection;
  progress?: ReadonlyMap<string, StageProgress> | undefined;
  problemCounts?: ReadonlyMap<string, number> | undefined;
  marks?: ReadonlyMap<string, StageMark> | undefined;
  highlighted?: ReadonlySet<string> | undefined;
  flows?: ReadonlyMap<string, DependencyFlow> | undefined;
  fates?: ReadonlyMap<string, StageFate> | undefined;
}

export interface FlowGraph {
  nodes: StageFlowNode[];
  edges: DependencyFlowEdge[];
}

/**
 * Maps definitions to what React Flow draws. The mapper remembers its last answer: a stage or dependency of which
 * nothing changed keeps its object, so that only what changed is drawn again.
 */
export function createGraphMapper(): (definition: Definition, look: GraphLook) => FlowGraph {
  let lastNodes = new Map<string, MappedNode>();
  let lastEdges = new Map<string, DependencyFlowEdge>();

  return (definition, look) => {
    const selectedStages = new Set(look.selection.stageIds);
    const selectedDependencies = new Set(look.selection.dependencyIds);

    const nodes = new Map<string, MappedNode>();
    for (const stage of definition.stages) {
      if (nodes.has(stage.id)) continue;
      const source: NodeSource = {
        stage,
        position: look.positions.get(stage.id) ?? stage.position ?? { x: 0, y: 0 },
        selected: selectedStages.has(stage.id),
        progress: look.progress?.get(stage.id) ?? null,
        problemCount: look.problemCounts?.get(stage.id) ?? 0,
        mark: look.marks?.get(stage.id) ?? null,
        isHighlighted: look.highlighted?.has(stage.id) ?? false,
        fate: look.fates?.get(stage.id) ?? null,
      };
      const last = lastNodes.get(stage.id);
      nodes.set(stage.id, last && isSameSource(last.source, source) ? last : mapNode(source, last?.node.data));
    }

    const edges = new Map<string, DependencyFlowEdge>();
    for (const dependency of definition.dependencies) {
      const id = dependencyId(dependency);
      if (edges.has(id) || !nodes.has(dependency.from) || !nodes.has(dependency.to)) continue;
      const selected = selectedDependencies.has(id);
      const flow = look.flows?.get(id) ?? null;
      const last = lastEdges.get(id);
      const isUnchanged =
        last?.data?.dependency === dependency && last.data.flow === flow && last.selected === selected;
      edges.set(id, isUnchanged ? last : mapEdge(id, dependency, flow, selected));
    }

    lastNodes = nodes;
    lastEdges = edges;
    return { nodes: Array.from(nodes.values(), ({ node }) => node), edges: [...edges.values()] };
  };
}

interface NodeSource {
  stage: Stage;
  position: Point;
  selected: boolean;
  progress: StageProgress | null;
  mark: StageMark | null;
  problemCount: number;
  isHighlighted: boolean;
  fate: StageFate | null;
}

interface MappedNode {
  source: NodeSource;
  node: StageFlowNode;
}

const isSameSource = (a: NodeSource, b: NodeSource): boolean =>
  a.stage === b.stage &&
  a.position.x === b.position.x &&
  a.position.y === b.position.y &&
  a.selected === b.selected &&
  a.mark === b.mark &&
  a.progress === b.progress &&
  a.problemCount === b.problemCount &&
  a.isHighlighted === b.isHighlighted &&
  isSameFate(a.fate, b.fate);

const isSameFate = (a: StageFate | null, b: StageFate | null): boolean =>
  a === b || (a?.fate === b?.fate && a?.reason === b?.reason);

function mapNode(source: NodeSource, lastData: StageNodeData | undefined): MappedNode {
  const { stage, position, selected, progress, problemCount, isHighlighted, fate } = source;
  const fresh: StageNodeData = {
    title: stageTitle(stage),
    kind: stage.kind,
    mark: source.mark,
    isFanOut: stage.forEach !== undefined,
    problemCount,
    progress,
    fate,
  };
  // A moved or selected node keeps its data, so that its memoized content is not drawn again.
  const data = lastData && isSameData(lastData, fresh) ? lastData : fresh;
  return {
    source,
    node: {
      id: stage.id,
      type: "stage",
      position,
      selected,
      ...(isHighlighted && { className: "is-highlighted" }),
      data,
      ...NODE_SIZE,
      measured: NODE_SIZE,
      handles: NODE_HANDLES,
      ariaRole: "article",
      ariaLabel: stageLabel(data),
      domAttributes: { "aria-roledescription": "stage" },
    },
  };
}

const isSameData = (a: StageNodeData, b: StageNodeData): boolean =>
  a.title === b.title &&
  a.kind === b.kind &&
  a.isFanOut === b.isFanOut &&
  a.mark === b.mark &&
  a.problemCount === b.problemCount &&
  a.progress === b.progress &&
  isSameFate(a.fate, b.fate);

function mapEdge(
  id: string,
  dependency: Dependency,
  flow: DependencyFlow | null,
  selected: boolean,
): DependencyFlowEdge {
  const label = dependencyLabel(dependency);
  return {
    id,
    type: "dependency",
    source: dependency.from,
    target: dependency.to,
    selected,
    data: { dependency, flow },
    domAttributes: { "data-flow": flow ?? undefined } as DependencyFlowEdge["domAttributes"] & object,
    ariaLabel: `Dependency from ${dependency.from} to ${dependency.to}${label ? `, ${label}` : ""}`,
  };
}
