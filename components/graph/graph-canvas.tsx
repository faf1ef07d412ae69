"use client";

import "@xyflow/react/dist/base.css";
import "#components/graph/graph.css";
import { Background, BackgroundVariant, Controls, Panel, ReactFlow, ReactFlowProvider } from "@xyflow/react";
import { type KeyboardEvent, type ReactNode, type Ref, useMemo, useRef, useState } from "react";
import { ConnectionHint } from "#components/graph/connection-hint.tsx";
import { DependencyEdge } from "#components/graph/dependency-edge.tsx";
import { changedSelection, movesIn } from "#components/graph/flow-changes.ts";
import { type GraphHandle, GraphHandleBridge } from "#components/graph/graph-handle.tsx";
import { GraphMap } from "#components/graph/graph-map.tsx";
import { createGraphMapper, type GraphSelection, NOTHING_SELECTED } from "#components/graph/graph-mapper.ts";
import type {
  DependencyFlow,
  DependencyFlowEdge,
  Point,
  StageFate,
  StageFlowNode,
  StageMark,
  StageProgress,
} from "#components/graph/graph-node.ts";
import { stagePositions } from "#components/graph/layered-positions.ts";
import { StageNode } from "#components/graph/stage-node.tsx";
import { ZoomLevel } from "#components/graph/zoom-level.tsx";
import type { Definition } from "#core/definition.ts";

const NODE_TYPES = { stage: StageNode };
const EDGE_TYPES = { dependency: DependencyEdge };
const FIT_VIEW = { padding: 0.15, maxZoom: 1 };
const MIN_ZOOM = 0.02;
const MAX_ZOOM = 2;
const CONNECTION_RADIUS = 60;
const GRID = 20;
/** From here on it pays to leave out what is not in view, although panning then brings stages in one by one. */
const LARGE_FROM = 200;
const NO_MOVES: ReadonlyMap<string, Point> = new Map();

/** What the canvas asks of whoever lets the graph be changed; without it the graph is only looked at. */
export interface GraphEditing {
  onMove: (moves: ReadonlyMap<string, Point>) => void;
  onConnect: (from: string, to: string) => void;
  /** Why two stages cannot be connected, in one sentence; null when they can. Asked while dragging. */
  refusal: (from: string, to: string) => string | null;
  /** Something was dropped on the canvas at a place of the graph. */
  onDrop?: (data: DataTransfer, at: Point) => void;
}

export interface GraphCanvasProps {
  definition: Definition;
  /** What the canvas shows, for assistive technology. */
  label: string;
  selection?: GraphSelection;
  /** Gets the half of the selection that changed; the other half stays. */
  onSelect?: (changed: Partial<GraphSelection>) => void;
  onOpenStage?: (stageId: string) => void;
  /** A stage was clicked, or pressed by enter or space; instead of a selection. */
  onPick?: (stageId: string) => void;
  editing?: GraphEditing | undefined;
  progress?: ReadonlyMap<string, StageProgress>;
  problemCounts?: ReadonlyMap<string, number>;
  /** What is said of stages in the place of how they stand. */
  marks?: ReadonlyMap<string, StageMark>;
  /** Stages that stand out for a moment. */
  highlighted?: ReadonlySet<string>;
  /** By `dependencyId`. */
  flows?: ReadonlyMap<string, DependencyFlow>;
  /** What would become of each stage, before anything is started. */
  fates?: ReadonlyMap<string, StageFate>;
  ref?: Ref<GraphHandle>;
  children?: ReactNode;
}

/** The graph of a workflow: the editor's canvas, and the live picture of a run. Fills its parent. */
export function GraphCanvas(props: GraphCanvasProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

function Canvas({
  definition,
  label,
  selection = NOTHING_SELECTED,
  onSelect,
  onOpenStage,
  onPick,
  editing,
  progress,
  problemCounts,
  marks,
  highlighted,
  flows,
  fates,
  ref,
  children,
}: GraphCanvasProps) {
  const element = useRef<HTMLElement>(null);
  const handle = useRef<GraphHandle>(null);
  const isMovedByUser = useRef(false);
  const [toFlow] = useState(createGraphMapper);
  const [dragged, setDragged] = useState(NO_MOVES);
  const settled = useMemo(() => stagePositions(definition), [definition]);
  const positions = useMemo(() => (dragged.size > 0 ? new Map([...settled, ...dragged]) : settled), [settled, dragged]);
  const { nodes, edges } = useMemo(
    () => toFlow(definition, { positions, selection, progress, problemCounts, marks, highlighted, flows, fates }),
    [toFlow, definition, positions, selection, progress, problemCounts, marks, highlighted, flows, fates],
  );

  return (
    <section
      ref={element}
      aria-label={label}
      className="graph-canvas"
      data-pickable={onPick ? "" : undefined}
      onKeyDown={
        onPick &&
        ((event) => {
          const stageId = pressedStage(event);
          if (stageId === null) return;
          event.preventDefault();
          onPick(stageId);
        })
      }
      onDragOver={editing?.onDrop && ((event) => event.preventDefault())}
      onDrop={(event) => {
        if (!editing?.onDrop || !handle.current) return;
        event.preventDefault();
        editing.onDrop(event.dataTransfer, handle.current.toGraph({ x: event.clientX, y: event.clientY }));
      }}
    >
      <ReactFlow<StageFlowNode, DependencyFlowEdge>
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodesChange={(changes) => {
          const { moving, moved } = movesIn(changes);
          if (moving.size > 0) setDragged(new Map([...dragged, ...moving]));
          if (moved.size > 0) {
            setDragged(NO_MOVES);
            editing?.onMove(moved);
          }
          const selected = changedSelection(selection.stageIds, changes);
          if (selected) onSelect?.({ stageIds: selected });
        }}
        onEdgesChange={(changes) => {
          const selected = changedSelection(selection.dependencyIds, changes);
          if (selected) onSelect?.({ dependencyIds: selected });
        }}
        onConnect={({ source, target }) => editing?.onConnect(source, target)}
        isValidConnection={({ source, target }) => editing?.refusal(source, target) === null}
        {...(onPick && { onNodeClick: (_, node) => onPick(node.id) })}
        onNodeDoubleClick={(_, node) => onOpenStage?.(node.id)}
        onMove={(event) => {
          if (event) isMovedByUser.current = true;
        }}
        nodesDraggable={editing !== undefined}
        nodesConnectable={editing !== undefined}
        elementsSelectable={onSelect !== undefined}
        edgesFocusable={editing !== undefined}
        connectionRadius={CONNECTION_RADIUS}
        onlyRenderVisibleElements={definition.stages.length >= LARGE_FROM}
        deleteKeyCode={null}
        selectNodesOnDrag={false}
        elevateNodesOnSelect={false}
        zoomOnDoubleClick={false}
        minZoom={MIN_ZOOM}
        maxZoom={MAX_ZOOM}
        fitView
        fitViewOptions={FIT_VIEW}
        proOptions={{ hideAttribution: true }}
      >
        <Background variant={BackgroundVariant.Dots} gap={GRID} />
        <Controls
          showInteractive={false}
          fitViewOptions={FIT_VIEW}
          onZoomIn={() => {
            isMovedByUser.current = true;
          }}
          onZoomOut={() => {
            isMovedByUser.current = true;
          }}
          onFitView={() => {
            isMovedByUser.current = false;
          }}
        />
        <Panel position="bottom-right">
          <GraphMap />
        </Panel>
        <ZoomLevel canvas={element} />
        {editing && <ConnectionHint refusal={editing.refusal} />}
        <GraphHandleBridge
          ref={ref}
          inner={handle}
          canvas={element}
          fitOptions={FIT_VIEW}
          isMovedByUser={isMovedByUser}
        />
        {children}
      </ReactFlow>
    </section>
  );
}

/** The stage that has the keyboard, when a key is pressed that means a click. */
function pressedStage({ key, target, ctrlKey, metaKey }: KeyboardEvent): string | null {
  if ((key !== "Enter" && key !== " ") || ctrlKey || metaKey) return null;
  return target instanceof HTMLElement && target.matches(".react-flow__node") ? (target.dataset.id ?? null) : null;
}
