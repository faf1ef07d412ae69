import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from "@xyflow/react";
import { memo } from "react";
import type { DependencyFlowEdge } from "#components/graph/graph-node.ts";
import { useIsTiny } from "#components/graph/zoom-level.tsx";
import type { Dependency } from "#core/definition.ts";

/** Draws one dependency, with a label where it does not simply require success. */
export const DependencyEdge = memo(function DependencyEdge(edge: EdgeProps<DependencyFlowEdge>) {
  const isTiny = useIsTiny();
  const [path, labelX, labelY] = getBezierPath(edge);
  const label = edge.data && !isTiny ? dependencyLabel(edge.data.dependency) : "";
  return (
    <>
      <BaseEdge path={path} interactionWidth={isTiny ? 0 : (edge.interactionWidth ?? 20)} />
      {label && (
        <EdgeLabelRenderer>
          <span
            className="dependency-label"
            data-flow={edge.data?.flow ?? undefined}
            style={{ transform: `translate(-50%, -50%) translate(${labelX}px, ${labelY}px)` }}
          >
            {label}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
});

/** What a dependency demands besides success, in a few words; empty when nothing. */
export function dependencyLabel({ from, requiresSuccess, when }: Dependency): string {
  // What a condition reads of the stage it comes from needs no naming beside the arrow.
  const condition = when ? `when ${when.$.replaceAll(`stages.${from}.output.`, "")}` : "";
  if (requiresSuccess) return condition;
  return condition ? `may fail, ${condition}` : "may fail";
}
