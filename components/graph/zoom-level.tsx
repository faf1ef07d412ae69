import { type ReactFlowState, useStore, useStoreApi } from "@xyflow/react";
import { type RefObject, useEffect } from "react";

const FAR_BELOW = 0.5;
const TINY_BELOW = 0.25;

const levelOf = (zoom: number) => (zoom < TINY_BELOW ? "tiny" : zoom < FAR_BELOW ? "far" : "near");

const isTiny = ({ transform }: ReactFlowState) => transform[2] < TINY_BELOW;

/** Whether the view is so far out that nothing in a stage can be told apart: what is then left out costs nothing. */
export const useIsTiny = (): boolean => useStore(isTiny);

/** Tells the style sheet through `data-zoom` how far out the view is, without drawing anything again. */
export function ZoomLevel({ canvas }: { canvas: RefObject<HTMLElement | null> }) {
  const store = useStoreApi();
  useEffect(() => {
    const mark = () => {
      const level = levelOf(store.getState().transform[2]);
      if (canvas.current && canvas.current.dataset.zoom !== level) canvas.current.dataset.zoom = level;
    };
    mark();
    return store.subscribe(mark);
  }, [store, canvas]);
  return null;
}
