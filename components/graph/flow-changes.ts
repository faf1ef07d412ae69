import type { EdgeChange, NodeChange } from "@xyflow/react";
import type { DependencyFlowEdge, Point, StageFlowNode } from "#components/graph/graph-node.ts";

type Change = NodeChange<StageFlowNode> | EdgeChange<DependencyFlowEdge>;

/** The places that a batch of React Flow's changes brings: `moving` under the pointer, `moved` for good. */
export function movesIn(changes: readonly Change[]): { moving: Map<string, Point>; moved: Map<string, Point> } {
  const moving = new Map<string, Point>();
  const moved = new Map<string, Point>();
  for (const change of changes)
    if (change.type === "position" && change.position) {
      const { x, y } = change.position;
      (change.dragging ? moving : moved).set(change.id, { x: Math.round(x), y: Math.round(y) });
    }
  return { moving, moved };
}

/** The ids selected after a batch of changes; null when the batch does not concern the selection. */
export function changedSelection(selected: readonly string[], changes: readonly Change[]): string[] | null {
  const ids = new Set(selected);
  let isChanged = false;
  for (const change of changes)
    if (change.type === "select" && ids.has(change.id) !== change.selected) {
      isChanged = true;
      if (change.selected) ids.add(change.id);
      else ids.delete(change.id);
    }
  return isChanged ? [...ids] : null;
}
