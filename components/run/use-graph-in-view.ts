import { type RefObject, useEffect, useEffectEvent } from "react";
import type { GraphHandle } from "#components/graph/graph-handle.tsx";
import { shownStatus } from "#components/graph/graph-node.ts";
import { shapeOf } from "#components/run/definition-shape.ts";
import type { LiveRun } from "#components/run/run-projection.ts";

const AFTER_FIRST_FIT_MS = 150;
const AFTER_RESIZE_MS = 50;
const READABLE_WIDTH_PX = 100;
const GOING_ON = ["running", "awaiting_review", "failed", "pending"] as const;

/**
 * Keeps what matters readable: the whole graph fills the free area for as long as nobody moves the view; one too wide
 * to be read whole opens at what is going on, and a stage that is selected out of sight is brought into view.
 */
export function useGraphInView(
  canvas: RefObject<HTMLElement | null>,
  handle: RefObject<GraphHandle | null>,
  run: LiveRun,
  selected: string | null,
): void {
  const settle = useEffectEvent((stageId: string | null) => {
    if (handle.current?.refit(READABLE_WIDTH_PX)) return;
    if (stageId !== null && !isInSight(canvas.current, stageId)) handle.current?.reveal(aroundOf(run, stageId));
  });
  const open = useEffectEvent(() => settle(selected ?? goingOn(run)));
  const resize = useEffectEvent(() => settle(selected));

  useEffect(() => {
    let timer = setTimeout(open, AFTER_FIRST_FIT_MS);
    let isFirst = true;
    const observer = new ResizeObserver(() => {
      // The first report tells the size that the canvas starts with.
      if (!isFirst) {
        clearTimeout(timer);
        timer = setTimeout(resize, AFTER_RESIZE_MS);
      }
      isFirst = false;
    });
    if (canvas.current) observer.observe(canvas.current);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [canvas]);

  useEffect(() => {
    if (selected === null) return;
    const timer = setTimeout(() => settle(selected), AFTER_FIRST_FIT_MS);
    return () => clearTimeout(timer);
  }, [selected]);
}

function goingOn(run: LiveRun): string | null {
  for (const status of GOING_ON) {
    const stage = run.stages.find((candidate) => shownStatus(candidate) === status);
    if (stage) return stage.stageId;
  }
  return run.stages.at(-1)?.stageId ?? null;
}

function aroundOf({ definition }: LiveRun, stageId: string | null): string[] {
  if (stageId === null) return [];
  const { parents, children } = shapeOf(definition);
  return [stageId, ...(parents.get(stageId) ?? []).slice(0, 2), ...(children.get(stageId) ?? []).slice(0, 2)];
}

function isInSight(canvas: HTMLElement | null, stageId: string): boolean {
  const node = canvas?.querySelector(`.react-flow__node[data-id="${CSS.escape(stageId)}"]`);
  if (!canvas || !node) return false;
  const box = node.getBoundingClientRect();
  const frame = canvas.getBoundingClientRect();
  const isReadable = box.width >= READABLE_WIDTH_PX;
  return (
    isReadable &&
    box.left >= frame.left &&
    box.right <= frame.right &&
    box.top >= frame.top &&
    box.bottom <= frame.bottom
  );
}
