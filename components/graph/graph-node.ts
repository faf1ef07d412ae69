import { type Edge, type Node, type NodeHandle, Position } from "@xyflow/react";
import type { LucideIcon } from "lucide-react";
import type { Dependency, Stage } from "#core/definition.ts";
import type { StageKind } from "#core/kinds/registry.ts";
import type { StageView } from "#core/views.ts";

export const NODE_WIDTH = 224;
export const NODE_HEIGHT = 72;

export interface Point {
  x: number;
  y: number;
}

/** What a run knows about one stage; a `StageView` fits. */
export type StageProgress = Pick<StageView, "status" | "startedAt" | "finishedAt" | "subtasks"> &
  Partial<Pick<StageView, "suspension" | "progress" | "asks">>;

/** How a stage is shown to stand: when its code waits and has asked a person, it is that person whom it waits for. */
export const shownStatus = ({ status, asks }: Pick<StageProgress, "status" | "asks">): StageProgress["status"] =>
  status === "suspended" && asks && asks.length > 0 ? "awaiting_review" : status;

/** What would become of a stage, before anything is started: whether it runs, and why. */
export interface StageFate {
  fate: "runs" | "may" | "reused";
  /** A few words; null where the fate says it all. */
  reason: string | null;
}

/** What is said of a stage in the place of how it stands. */
export interface StageMark {
  /** Names its colors (app/tokens.css). */
  look: string;
  words: string;
  icon: LucideIcon;
}

export interface StageNodeData extends Record<string, unknown> {
  title: string;
  kind: StageKind;
  isFanOut: boolean;
  problemCount: number;
  progress: StageProgress | null;
  mark?: StageMark | null;
  fate: StageFate | null;
}

export interface DependencyEdgeData extends Record<string, unknown> {
  dependency: Dependency;
  flow: DependencyFlow | null;
}

/** How a dependency was resolved in a run; null until it is. */
export type DependencyFlow = "taken" | "not_taken" | "broken";

export type StageFlowNode = Node<StageNodeData, "stage">;
export type DependencyFlowEdge = Edge<DependencyEdgeData, "dependency">;

export const dependencyId = ({ from, to }: Pick<Dependency, "from" | "to">): string => `${from}->${to}`;
export const stageTitle = (stage: Pick<Stage, "id" | "title">): string => stage.title || stage.id;

const HANDLE_SIZE = 12;

// Known sizes and handles spare React Flow the measuring of every node.
export const NODE_SIZE = { width: NODE_WIDTH, height: NODE_HEIGHT };
export const NODE_HANDLES: NodeHandle[] = [
  {
    type: "target",
    position: Position.Left,
    x: -HANDLE_SIZE / 2,
    y: (NODE_HEIGHT - HANDLE_SIZE) / 2,
    width: HANDLE_SIZE,
    height: HANDLE_SIZE,
  },
  {
    type: "source",
    position: Position.Right,
    x: NODE_WIDTH - HANDLE_SIZE / 2,
    y: (NODE_HEIGHT - HANDLE_SIZE) / 2,
    width: HANDLE_SIZE,
    height: HANDLE_SIZE,
  },
];
