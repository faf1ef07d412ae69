import { getViewportForBounds, useReactFlow } from "@xyflow/react";
import { type Ref, type RefObject, useImperativeHandle } from "react";
import { NODE_HEIGHT, NODE_WIDTH, type Point } from "#components/graph/graph-node.ts";

const REVEAL_MS = 200;
const REVEAL_ZOOM = 1;

/** What can be asked of a canvas from outside. */
export interface GraphHandle {
  /** Shows everything; resolves when the view stands still. */
  fit: () => Promise<void>;
  /**
   * Shows everything again after the canvas has another size, and answers true; does nothing and answers false when
   * the user has moved the view, or when stages would come out narrower than so many pixels.
   */
  refit: (narrowestPx: number) => boolean;
  /** Brings stages into view. */
  reveal: (stageIds: readonly string[]) => void;
  /** Moves the view no further than a stage at this place needs to be seen. */
  ensureVisible: (place: Point) => void;
  /** Moves the keyboard focus to a stage. */
  focus: (stageId: string) => void;
  /** The place of the graph at a place of the window. */
  toGraph: (client: Point) => Point;
  /** The place of the graph in the middle of the canvas. */
  middle: () => Point;
}

interface BridgeProps {
  ref: Ref<GraphHandle> | undefined;
  inner: Ref<GraphHandle>;
  canvas: RefObject<HTMLElement | null>;
  fitOptions: { padding: number; maxZoom: number };
  isMovedByUser: RefObject<boolean>;
}

export function GraphHandleBridge({ ref, inner, canvas, fitOptions, isMovedByUser }: BridgeProps) {
  const flow = useReactFlow();
  const showAll = async () => {
    isMovedByUser.current = false;
    await flow.fitView({ ...fitOptions, duration: REVEAL_MS });
  };
  const handle = (): GraphHandle => ({
    fit: showAll,
    refit: (narrowestPx) => {
      const box = canvas.current?.getBoundingClientRect();
      if (!box || isMovedByUser.current) return false;
      const bounds = flow.getNodesBounds(flow.getNodes());
      const { padding, maxZoom } = fitOptions;
      const { zoom } = getViewportForBounds(bounds, box.width, box.height, 0, maxZoom, padding);
      if (zoom * NODE_WIDTH < narrowestPx) return false;
      void showAll();
      return true;
    },
    reveal: (stageIds) =>
      void flow.fitView({
        ...fitOptions,
        nodes: stageIds.map((id) => ({ id })),
        maxZoom: REVEAL_ZOOM,
        duration: REVEAL_MS,
      }),
    ensureVisible: ({ x, y }) => {
      const box = canvas.current?.getBoundingClientRect();
      if (!box) return;
      const start = flow.flowToScreenPosition({ x, y });
      const end = flow.flowToScreenPosition({ x: x + NODE_WIDTH, y: y + NODE_HEIGHT });
      const isVisible = start.x >= box.left && end.x <= box.right && start.y >= box.top && end.y <= box.bottom;
      if (!isVisible)
        void flow.setCenter(x + NODE_WIDTH / 2, y + NODE_HEIGHT / 2, { zoom: flow.getZoom(), duration: REVEAL_MS });
    },
    focus: (stageId) =>
      canvas.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(stageId)}"]`)?.focus(),
    toGraph: (client) => flow.screenToFlowPosition(client),
    middle: () => {
      const box = canvas.current?.getBoundingClientRect();
      return flow.screenToFlowPosition(box ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : { x: 0, y: 0 });
    },
  });
  useImperativeHandle(ref, handle);
  useImperativeHandle(inner, handle);
  return null;
}
