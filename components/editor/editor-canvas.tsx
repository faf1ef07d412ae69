"use client";

import { type ReactNode, type RefObject, useEffect, useEffectEvent, useMemo } from "react";
import { connectionRefusal } from "#components/editor/draft.ts";
import { useEditor } from "#components/editor/editor-context.ts";
import { countByStage } from "#components/editor/problem-places.ts";
import { droppedKind } from "#components/editor/stage-palette.tsx";
import { newStage, useCustomStages } from "#components/editor/use-custom-stages.ts";
import { GraphCanvas, type GraphEditing } from "#components/graph/graph-canvas.tsx";
import type { GraphHandle } from "#components/graph/graph-handle.tsx";
import { NOTHING_SELECTED } from "#components/graph/graph-mapper.ts";
import { NODE_HEIGHT, NODE_WIDTH } from "#components/graph/graph-node.ts";

interface EditorCanvasProps {
  canvas: RefObject<GraphHandle | null>;
  /** Whether stages can be moved and connected here, or only looked at. */
  isDrawable: boolean;
  onOpenStage: (stageId: string) => void;
  children?: ReactNode;
}

/** The draft as a graph that can be changed. */
export function EditorCanvas({ canvas, isDrawable, onOpenStage, children }: EditorCanvasProps) {
  const { definition, selection, picking, problems, act } = useEditor();
  const customStages = useCustomStages();
  const problemCounts = useMemo(() => countByStage(problems), [problems]);
  const isPicking = picking !== undefined;
  const picked = useMemo(
    () => new Set(picking === undefined ? [] : definition.changeRequests?.[picking]),
    [picking, definition.changeRequests],
  );
  const editing: GraphEditing | undefined =
    isDrawable && !isPicking
      ? {
          onMove: (moves) => act({ type: "move", moves }),
          onConnect: (from, to) => act({ type: "connect", from, to }),
          refusal: (from, to) => connectionRefusal(definition, from, to),
          onDrop: (data, at) => {
            const kind = droppedKind(data);
            const place = { x: at.x - NODE_WIDTH / 2, y: at.y - NODE_HEIGHT / 2 };
            if (kind) act({ type: "add_stage", ...newStage(kind, customStages), at: place });
          },
        }
      : undefined;

  const showNewest = useEffectEvent(() => {
    const [stageId, ...others] = selection.stageIds;
    const place = others.length === 0 && definition.stages.find(({ id }) => id === stageId)?.position;
    if (place) canvas.current?.ensureVisible(place);
  });
  const { length } = definition.stages;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new stage is shown when there is one more
  useEffect(() => showNewest(), [length]);

  return (
    <GraphCanvas
      ref={canvas}
      label="Workflow graph"
      definition={definition}
      selection={isPicking ? NOTHING_SELECTED : selection}
      // While stages are picked none is selected: each click or key that would select one picks it, or takes it back.
      onSelect={(changed) =>
        isPicking
          ? act({ type: "pick", stageIds: changed.stageIds ?? [] })
          : act({ type: "select", selection: changed })
      }
      onOpenStage={(stageId) => !isPicking && onOpenStage(stageId)}
      highlighted={picked}
      editing={editing}
      problemCounts={problemCounts}
    >
      {children}
    </GraphCanvas>
  );
}
