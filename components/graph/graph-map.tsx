import { useReactFlow, useStoreApi } from "@xyflow/react";
import { type PointerEvent, useEffect, useRef } from "react";
import { NODE_HEIGHT, NODE_WIDTH } from "#components/graph/graph-node.ts";

const WIDTH = 180;
const HEIGHT = 120;
const MARGIN = 10;

interface Frame {
  x: number;
  y: number;
  scale: number;
}

/** A small map of the whole graph, painted outside React. Pressing on it moves the view there. */
export function GraphMap() {
  const store = useStoreApi();
  const flow = useReactFlow();
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useRef<HTMLDivElement>(null);
  const frame = useRef<Frame | null>(null);

  useEffect(() => {
    let painted: unknown = null;
    let pending = 0;
    const paint = () => {
      pending = 0;
      const { nodes, transform, width, height } = store.getState();
      if (nodes !== painted && canvas.current) frame.current = paintNodes(canvas.current, nodes);
      painted = nodes;
      if (frame.current && view.current) placeView(view.current, frame.current, transform, width, height);
    };
    const soon = () => {
      pending ||= requestAnimationFrame(paint);
    };
    const repaint = () => {
      painted = null;
      soon();
    };
    soon();
    const theme = new MutationObserver(repaint);
    theme.observe(document.documentElement, { attributeFilter: ["class"] });
    const stop = store.subscribe(soon);
    return () => {
      stop();
      theme.disconnect();
      cancelAnimationFrame(pending);
    };
  }, [store]);

  function go(event: PointerEvent<HTMLElement>) {
    if (!frame.current || event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    const { x, y, scale } = frame.current;
    void flow.setCenter(x + (event.clientX - box.left) / scale, y + (event.clientY - box.top) / scale, {
      zoom: flow.getZoom(),
    });
  }

  return (
    <div
      aria-hidden
      className="graph-map"
      style={{ width: WIDTH, height: HEIGHT }}
      onPointerDown={go}
      onPointerMove={go}
    >
      <canvas ref={canvas} width={2 * WIDTH} height={2 * HEIGHT} />
      <div ref={view} className="graph-map-view" />
    </div>
  );
}

function paintNodes(
  canvas: HTMLCanvasElement,
  nodes: readonly { position: { x: number; y: number }; selected?: boolean }[],
): Frame | null {
  const context = canvas.getContext("2d");
  if (!context) return null;
  context.clearRect(0, 0, canvas.width, canvas.height);
  if (nodes.length === 0) return null;
  let [left, top, right, bottom] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (const { position } of nodes) {
    left = Math.min(left, position.x);
    top = Math.min(top, position.y);
    right = Math.max(right, position.x + NODE_WIDTH);
    bottom = Math.max(bottom, position.y + NODE_HEIGHT);
  }
  const scale = Math.min((WIDTH - 2 * MARGIN) / (right - left), (HEIGHT - 2 * MARGIN) / (bottom - top));
  const x = (left + right) / 2 - WIDTH / 2 / scale;
  const y = (top + bottom) / 2 - HEIGHT / 2 / scale;
  const style = getComputedStyle(canvas);
  const sharp = canvas.width / WIDTH;
  for (const { position, selected } of nodes) {
    context.fillStyle = style.getPropertyValue(selected ? "--accent" : "--line-strong");
    context.fillRect(
      (position.x - x) * scale * sharp,
      (position.y - y) * scale * sharp,
      NODE_WIDTH * scale * sharp,
      NODE_HEIGHT * scale * sharp,
    );
  }
  return { x, y, scale };
}

function placeView(
  view: HTMLElement,
  frame: Frame,
  [panX, panY, zoom]: readonly [number, number, number],
  width: number,
  height: number,
): void {
  view.style.transform = `translate(${(-panX / zoom - frame.x) * frame.scale}px, ${(-panY / zoom - frame.y) * frame.scale}px)`;
  view.style.width = `${(width / zoom) * frame.scale}px`;
  view.style.height = `${(height / zoom) * frame.scale}px`;
}
