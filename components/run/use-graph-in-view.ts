import { type RefObject, useEffect, useRef } from "react";
import type { GraphHandle } from "#components/graph/graph-handle.tsx";
import { shapeOf } from "#components/run/definition-shape.ts";
import type { LiveRun } from "#components/run/run-projection.ts";

const AFTER_FIRST_FIT_MS = 150;
const READABLE_WIDTH_PX = 130;
const GOING_ON = ["running", "awaiting_review", "failed", "pending"] as const;

/**
 * Keeps what matters readable: a graph too wide to be read whole opens at what is going on,
 * and a stage that is selected out of sight is brought into view.
 */
export function useGraphInView(
  canvas: RefObject<HTMLElement | null>,
  handle: RefObject<GraphHandle | null>,
  run: LiveRun,
  selected: string | null,
): void {
  const latest = useRef({ run, selected });
  useEffect(() => {
    latest.current = { run, selected };
  });

  useEffect(() => {
    const timer = setTimeout(() => {
      const node = canvas.current?.querySelector(".react-flow__node");
      if (!node || node.getBoundingClientRect().width >= READABLE_WIDTH_PX) return;
      handle.current?.reveal(aroundOf(latest.current.run, latest.current.selected ?? goingOn(latest.current.run)));
    }, AFTER_FIRST_FIT_MS);
    return () => clearTimeout(timer);
  }, [canvas, handle]);

  useEffect(() => {
    if (selected === null) return;
    const timer = setTimeout(() => {
      if (!isInSight(canvas.current, selected)) handle.current?.reveal(aroundOf(latest.current.run, selected));
    }, AFTER_FIRST_FIT_MS);
    return () => clearTimeout(timer);
  }, [canvas, handle, selected]);
}

function goingOn(run: LiveRun): string | null {
  for (const status of GOING_ON) {
    const stage = run.stages.find((candidate) => candidate.status === status);
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
